namespace Downstream.Gateway.Diagnostics.Traces.Spans;

/// <summary>The spans of one trace, as far as there is room.</summary>
internal sealed class StoredTrace(string traceId)
{
    public const int MostSpans = 2_000;
    private const int MostJobs = 4;

    private readonly List<StoredSpan> _own = [];
    private readonly List<StoredSpan> _runtimes = [];
    private readonly List<string> _jobs = [];

    public string TraceId { get; } = traceId;

    public int Count => _own.Count + _runtimes.Count;

    public int Lost { get; private set; }

    public int Errors { get; private set; }

    /// <summary>Moves with everything that is written.</summary>
    public long Version { get; private set; }

    /// <summary>Whether only browsers have written to it.</summary>
    public bool IsForeign { get; private set; } = true;

    public IReadOnlyList<string> JobIds => _jobs;

    public IEnumerable<StoredSpan> Spans => _own.Concat(_runtimes);

    /// <returns>By how many spans it grew.</returns>
    public int Add(StoredSpan span, bool isForeign)
    {
        Version++;
        IsForeign &= isForeign;
        Errors += span.IsError ? 1 : 0;
        if (span.JobId is { } jobId && _jobs.Count < MostJobs && !_jobs.Contains(jobId))
            _jobs.Add(jobId);

        if (Count < MostSpans)
        {
            (span.IsRuntimes ? _runtimes : _own).Add(span);
            return 1;
        }

        Lost++;
        if (span.IsRuntimes || _runtimes.Count == 0)
            return 0;

        _runtimes.RemoveAt(_runtimes.Count - 1);
        _own.Add(span);
        return 0;
    }
}
