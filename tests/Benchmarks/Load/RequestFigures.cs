namespace Downstream.Benchmarks.Load;

/// <summary>What became of requests.</summary>
internal sealed class RequestFigures
{
    private readonly Dictionary<int, int> _statuses = [];
    private long _bytes;

    public Histogram Latency { get; } = new();

    public TimeSpan Elapsed { get; set; }

    public double PerSecond => Latency.Count / Elapsed.TotalSeconds;

    public int MeanBytes => (int)(_bytes / Math.Max(1, Latency.Count));

    public void Answered(int status, int bytes, TimeSpan latency)
    {
        _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
        _bytes += bytes;
        Latency.Add(latency.TotalMilliseconds);
    }

    /// <summary>Throws unless every answer had this status: figures of refusals are worth nothing.</summary>
    public RequestFigures Require(int status) => _statuses.Keys.All(seen => seen == status)
        ? this
        : throw new InvalidOperationException($"Answers: {string.Join(", ", _statuses.Select(s => $"{s.Value} x {s.Key}"))}; only {status} was expected.");
}
