using Downstream.Gateway.Diagnostics.Traces.Jaeger;
using Downstream.Gateway.Diagnostics.Traces.Spans;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Diagnostics.Traces;

/// <summary>One trace for its readers: from Jaeger where that is set up, else what this process has of it.</summary>
internal sealed class TraceReader(SpanStore store, JaegerTraces jaeger, IGrainFactory grains, TraceOptions options)
{
    private const int MostJobs = 4;

    private static readonly TimeSpan JobLimit = TimeSpan.FromSeconds(1);

    /// <returns>Null for a trace that nobody has.</returns>
    /// <exception cref="HttpRequestException">Jaeger does not answer.</exception>
    public async Task<TraceDocument?> FindAsync(string traceId, CancellationToken cancellationToken)
    {
        // A trace gets to Jaeger with a delay: until then there is what this process has.
        if (jaeger.IsConfigured && await jaeger.FindAsync(traceId, cancellationToken) is { } exported)
        {
            var jobs = exported.Select(span => span.JobId).OfType<string>().Distinct().Take(MostJobs).ToList();
            return Document(traceId, "jaeger", exported, lost: 0, await RunsAsync(jobs), isPartial: false);
        }

        return store.Find(traceId) is { } kept
            ? Document(traceId, "memory", kept.Spans, kept.Lost, await RunsAsync(kept.JobIds), options.IsOneOfSeveral)
            : null;
    }

    private TraceDocument Document(string traceId, string source, IReadOnlyList<StoredSpan> spans, int lost, bool isRunning, bool isPartial)
    {
        var start = spans.Min(span => span.Start);
        return new TraceDocument(
            traceId,
            source,
            start,
            Microseconds(spans.Max(span => span.End) - start),
            spans.Count,
            lost,
            isRunning,
            isPartial,
            [.. spans.OrderBy(span => span.Start).Select(span => Span(span, start))],
            options.JaegerUiUrl is { } jaegerUi ? $"{jaegerUi.AbsoluteUri.TrimEnd('/')}/trace/{traceId}" : null);
    }

    private static TraceSpan Span(StoredSpan span, DateTimeOffset start) => new(
        span.SpanId,
        span.ParentSpanId,
        span.Name,
        span.Service,
        span.Scope,
        span.Kind,
        Microseconds(span.Start - start),
        Microseconds(span.Duration),
        span.Status,
        span.StatusMessage,
        span.Attributes,
        [.. span.Events.Select(e => new TraceSpanEvent(e.Name, Microseconds(e.Time - start), e.Attributes))],
        span.Links);

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    private async Task<bool> RunsAsync(IEnumerable<string> jobIds)
    {
        var running = await Task.WhenAll(jobIds.Where(id => Guid.TryParse(id, out _)).Select(id => RunsAsync(Guid.Parse(id))));
        return running.Contains(true);
    }

    private async Task<bool> RunsAsync(Guid jobId)
    {
        try
        {
            return await grains.Job(jobId).Get(CancellationToken.None).WaitAsync(JobLimit) is { } job && !job.Status.IsTerminal();
        }
        catch (Exception)
        {
            // A trace can be read while the cluster does not answer: that is when it is wanted.
            return false;
        }
    }
}
