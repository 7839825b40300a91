using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace Downstream.Gateway.Diagnostics.Traces.Spans;

/// <summary>
/// The spans that this process recorded lately, and those that browsers sent. Bounded in every direction: the trace that was
/// written to the longest ago goes first.
/// </summary>
/// <param name="mostSpans">How many spans of all traces together are kept.</param>
internal sealed class SpanStore(int mostSpans) : BaseProcessor<Activity>
{
    public const int MostTraces = 512;

    /// <summary>How many traces may be of browsers alone: nobody can push the service's own out by sending many.</summary>
    public const int MostForeignTraces = 128;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<StoredTrace>> _traces = [];

    // The last written to first.
    private readonly LinkedList<StoredTrace> _byWrite = [];
    private int _count;
    private int _foreign;
    private string? _service;

    public int Count
    {
        get
        {
            lock (_lock)
                return _count;
        }
    }

    public override void OnEnd(Activity data)
    {
        _service ??= ServiceOf(ParentProvider?.GetResource());
        Add(data.TraceId.ToHexString(), ActivitySpans.Of(data, _service), isForeign: false);
    }

    public void AddForeign(string traceId, StoredSpan span) => Add(traceId, span, isForeign: true);

    /// <summary>Summaries, the trace that began last first.</summary>
    public IReadOnlyList<TraceSummary> Recent(int limit)
    {
        lock (_lock)
            return [.. _byWrite.Select(TraceSummary.Of).OrderByDescending(trace => trace.StartTime).Take(limit)];
    }

    /// <summary>What there is of a trace now; null for nothing.</summary>
    public TraceContent? Find(string traceId)
    {
        lock (_lock)
        {
            return _traces.TryGetValue(traceId, out var node)
                ? new TraceContent([.. node.Value.Spans], node.Value.Lost, [.. node.Value.JobIds], node.Value.Version)
                : null;
        }
    }

    private static string ServiceOf(Resource? resource) =>
        resource?.Attributes.FirstOrDefault(attribute => attribute.Key == "service.name").Value as string ?? "downstream-gateway";

    private void Add(string traceId, StoredSpan span, bool isForeign)
    {
        lock (_lock)
        {
            if (_traces.TryGetValue(traceId, out var node))
                _byWrite.Remove(node);
            else
                _traces[traceId] = node = Begin(traceId, isForeign);

            _byWrite.AddFirst(node);
            var wasForeign = node.Value.IsForeign;
            _count += node.Value.Add(span, isForeign);
            _foreign -= wasForeign && !node.Value.IsForeign ? 1 : 0;
            while (_count > mostSpans || _byWrite.Count > MostTraces)
                Forget(_byWrite.Last!);
        }
    }

    private LinkedListNode<StoredTrace> Begin(string traceId, bool isForeign)
    {
        if (isForeign && _foreign == MostForeignTraces)
        {
            var oldest = _byWrite.Last!;
            while (!oldest.Value.IsForeign)
                oldest = oldest.Previous!;
            Forget(oldest);
        }

        _foreign++;
        return new LinkedListNode<StoredTrace>(new StoredTrace(traceId));
    }

    private void Forget(LinkedListNode<StoredTrace> node)
    {
        _byWrite.Remove(node);
        _traces.Remove(node.Value.TraceId);
        _count -= node.Value.Count;
        _foreign -= node.Value.IsForeign ? 1 : 0;
    }
}

/// <param name="Spans">In no order.</param>
/// <param name="Lost">How many there was no room for.</param>
/// <param name="JobIds">The jobs that it is about.</param>
/// <param name="Version">Moves when anything is written.</param>
internal sealed record TraceContent(IReadOnlyList<StoredSpan> Spans, int Lost, IReadOnlyList<string> JobIds, long Version);
