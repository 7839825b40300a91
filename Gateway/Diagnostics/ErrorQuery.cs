using System.Reflection;
using Downstream.Gateway.Http.Requests;

namespace Downstream.Gateway.Diagnostics;

/// <summary>Which errors are asked for.</summary>
/// <param name="Limit">At most so many.</param>
/// <param name="After">Only those that came, or came again, after the one with this id.</param>
internal sealed record ErrorQuery(int Limit, long After) : IBindableFromHttpContext<ErrorQuery>
{
    public static ValueTask<ErrorQuery?> BindAsync(HttpContext context, ParameterInfo parameter) => new(
        QueryInteger.Read(context.Request, "limit", 100, 1, 1000)
            .Then(limit => QueryInteger.Read(context.Request, "after", 0, 0, long.MaxValue).Then<ErrorQuery>(after => new ErrorQuery((int)limit, after)))
            .Bind(context));
}
