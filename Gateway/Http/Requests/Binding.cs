using Downstream.Gateway.Http.Problems;

namespace Downstream.Gateway.Http.Requests;

/// <summary>
/// Makes what is read from a request a parameter of a handler. The types that handlers take bind themselves
/// (<see cref="IBindableFromHttpContext{TSelf}"/>), in the order of the parameters, and all of them. A refusal binds nothing: without
/// a value the framework calls no handler and leaves the status 400, which <c>ProblemHandling</c> answers with the first refusal.
/// So a parameter of such a type must not be nullable: its handler would be called in spite of the refusal.
/// </summary>
internal static class Binding
{
    /// <summary>The value; null where it is refused.</summary>
    public static T? Bind<T>(this Parsed<T> parsed, HttpContext context)
        where T : class
    {
        if (parsed.TryGet(out var value, out var problem))
            return value;

        if (RefusalOf(context) is null)
            context.Features.Set(problem);
        return null;
    }

    /// <summary>The first refusal of a parameter; null where there was none.</summary>
    public static Problem? RefusalOf(HttpContext context) => context.Features.Get<Problem>();
}
