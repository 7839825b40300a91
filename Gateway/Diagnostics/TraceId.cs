using System.Reflection;
using Downstream.Gateway.Diagnostics.Traces.Spans;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;

namespace Downstream.Gateway.Diagnostics;

/// <summary>The trace that a path names. What is no id is that of no trace.</summary>
internal sealed record TraceId(string Value) : IBindableFromHttpContext<TraceId>
{
    public static ValueTask<TraceId?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(Of(context.Request.RouteValues["traceId"] as string).Bind(context));

    private static Parsed<TraceId> Of(string? text) => TraceIds.IsTrace(text) ? new TraceId(text) : new Problem(ProblemCode.TraceNotFound);
}
