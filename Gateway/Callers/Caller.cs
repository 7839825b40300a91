using System.Reflection;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;
using Downstream.Grains.Abstractions.Callers;

namespace Downstream.Gateway.Callers;

/// <summary>Who asks, as far as that is known without authentication.</summary>
/// <param name="Name">What the caller calls itself.</param>
internal sealed record Caller(string Name) : IBindableFromHttpContext<Caller>
{
    public const string Header = "X-Client-ID";
    public const string Anonymous = CallerNames.Anonymous;

    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(Resolve(context.Request).Then<Caller>(name => new Caller(name)).Bind(context));

    /// <summary>
    /// The name in the header, else in the cookie, else <see cref="Anonymous"/>. A malformed header is the client's
    /// mistake; a malformed cookie, which a page cannot see, is none.
    /// </summary>
    public static Parsed<string> Resolve(HttpRequest request)
    {
        var header = request.Headers[Header];
        if (header.Count > 0)
            return Token.IsValid(header) ? header.ToString() : Problem.Invalid(Header, Token.Description);

        return CallerCookie.Read(request) is { } cookie && Token.IsValid(cookie) ? cookie : Anonymous;
    }
}
