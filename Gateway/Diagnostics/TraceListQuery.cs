using System.Reflection;
using Downstream.Gateway.Http.Requests;

namespace Downstream.Gateway.Diagnostics;

/// <summary>How many of the last traces are asked for.</summary>
internal sealed record TraceListQuery(int Limit) : IBindableFromHttpContext<TraceListQuery>
{
    private const int Most = 200;

    public static ValueTask<TraceListQuery?> BindAsync(HttpContext context, ParameterInfo parameter) => new(
        QueryInteger.Read(context.Request, "limit", 50, 1, 1000).Then<TraceListQuery>(limit => new TraceListQuery((int)Math.Min(limit, Most))).Bind(context));
}
