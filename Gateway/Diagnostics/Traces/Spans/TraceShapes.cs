namespace Downstream.Gateway.Diagnostics.Traces.Spans;

/// <summary>The answer to <c>/v1/diagnostics/traces</c>.</summary>
/// <param name="Items">The trace that began last first.</param>
/// <param name="Source">Where they are kept: in this process's <c>memory</c>.</param>
internal sealed record TraceList(IReadOnlyList<TraceSummary> Items, string Source);

/// <summary>A trace in a line.</summary>
internal sealed record TraceSummary(
    string TraceId, string Name, string Service, DateTimeOffset StartTime, double DurationMs, int SpanCount, int ErrorCount, string? JobId)
{
    public static TraceSummary Of(StoredTrace trace)
    {
        StoredSpan? first = null;
        StoredSpan? root = null;
        var end = DateTimeOffset.MinValue;
        foreach (var span in trace.Spans)
        {
            if (first is null || span.Start < first.Start)
                first = span;
            if (span.ParentSpanId is null && (root is null || span.Start < root.Start))
                root = span;
            if (span.End > end)
                end = span.End;
        }

        var named = root ?? first!;
        var duration = Math.Round((end - first!.Start).TotalMilliseconds, 3);
        return new TraceSummary(trace.TraceId, named.Name, named.Service, first.Start, duration, trace.Count, trace.Errors, trace.JobIds is [{ } job, ..] ? job : null);
    }
}

/// <summary>The answer to <c>/v1/diagnostics/traces/{traceId}</c>.</summary>
/// <param name="TraceId">32 hex digits.</param>
/// <param name="Source"><c>memory</c> or <c>jaeger</c>.</param>
/// <param name="StartTime">When its first span began.</param>
/// <param name="DurationUs">From there to the end of the last one, in microseconds.</param>
/// <param name="SpanCount">How many spans follow.</param>
/// <param name="LostSpans">How many there was no room for.</param>
/// <param name="Running">Whether a job of it has not ended yet.</param>
/// <param name="Partial">Whether other processes have spans of it that are not among these.</param>
/// <param name="Spans">By their start.</param>
/// <param name="JaegerUrl">Its page in Jaeger; null when there is none.</param>
internal sealed record TraceDocument(
    string TraceId,
    string Source,
    DateTimeOffset StartTime,
    long DurationUs,
    int SpanCount,
    int LostSpans,
    bool Running,
    bool Partial,
    IReadOnlyList<TraceSpan> Spans,
    string? JaegerUrl);

/// <summary>A span of a trace; its times count from the trace's start.</summary>
internal sealed record TraceSpan(
    string SpanId,
    string? ParentSpanId,
    string Name,
    string Service,
    string Scope,
    string Kind,
    long StartUs,
    long DurationUs,
    string Status,
    string? StatusMessage,
    IReadOnlyDictionary<string, object> Attributes,
    IReadOnlyList<TraceSpanEvent> Events,
    IReadOnlyList<SpanLink> Links);

/// <summary>Something that happened during a span.</summary>
internal sealed record TraceSpanEvent(string Name, long TimeUs, IReadOnlyDictionary<string, object> Attributes);
