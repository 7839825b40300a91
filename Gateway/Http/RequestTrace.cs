using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Downstream.Gateway.Http;

/// <summary>The trace that a request belongs to.</summary>
internal static class RequestTrace
{
    private const string TraceParentHeader = "traceparent";
    private const string TraceStateHeader = "tracestate";

    /// <summary>32 hex digits; null outside a request's activity.</summary>
    public static string? IdOf(HttpContext context) => ActivityOf(context)?.TraceId.ToHexString();

    /// <summary>The W3C <c>traceparent</c> to continue the request with.</summary>
    public static string? ParentOf(HttpContext context) => ActivityOf(context) is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>Says what the request is about, in its span.</summary>
    public static void Tag(HttpContext context, string name, string value)
    {
        if (ActivityOf(context) is { IsAllDataRequested: true } activity)
            activity.SetTag(name, value);
    }

    /// <summary>Starts an activity when nothing listens and the host made none, so that every request has a trace id.</summary>
    /// <returns>What to dispose at the end of the request; null when the host made one.</returns>
    public static Activity? Ensure(HttpContext context)
    {
        if (ActivityOf(context) is not null)
            return null;

        var activity = new Activity("Downstream.Request");
        var headers = context.Request.Headers;
        if (ActivityContext.TryParse(LaterTraceContext.Known(headers[TraceParentHeader]), headers[TraceStateHeader], isRemote: true, out var parent))
            activity.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
        return activity.Start();
    }

    private static Activity? ActivityOf(HttpContext context) =>
        context.Features.Get<IHttpActivityFeature>()?.Activity ?? Activity.Current;
}
