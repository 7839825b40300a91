using System.Diagnostics;

namespace Downstream.Gateway.Diagnostics.Traces.Spans;

/// <summary>Activities of this process as spans.</summary>
internal static class ActivitySpans
{
    private const int MostEvents = 16;

    public static StoredSpan Of(Activity activity, string service) => new()
    {
        SpanId = activity.SpanId.ToHexString(),
        ParentSpanId = activity.ParentSpanId == default ? null : activity.ParentSpanId.ToHexString(),
        Name = SpanAttributes.Shortened(activity.DisplayName),
        Service = service,
        Scope = activity.Source.Name,
        Kind = KindOf(activity.Kind),
        Start = new DateTimeOffset(activity.StartTimeUtc),
        Duration = activity.Duration,
        Status = StatusOf(activity.Status),
        StatusMessage = activity.StatusDescription is { } reason ? SpanAttributes.Shortened(reason) : null,
        Attributes = SpanAttributes.Of(activity.TagObjects),
        Events = activity.Events.Any() ? [.. activity.Events.Take(MostEvents).Select(e => new StoredSpanEvent(e.Name, e.Timestamp, SpanAttributes.Of(e.Tags)))] : [],
        Links = activity.Links.Any() ? [.. activity.Links.Take(MostEvents).Select(link => new SpanLink(link.Context.TraceId.ToHexString(), link.Context.SpanId.ToHexString()))] : [],
    };

    private static string KindOf(ActivityKind kind) => kind switch
    {
        ActivityKind.Server => "server",
        ActivityKind.Client => "client",
        ActivityKind.Producer => "producer",
        ActivityKind.Consumer => "consumer",
        _ => "internal",
    };

    private static string StatusOf(ActivityStatusCode status) => status switch
    {
        ActivityStatusCode.Ok => "ok",
        ActivityStatusCode.Error => "error",
        _ => "unset",
    };
}
