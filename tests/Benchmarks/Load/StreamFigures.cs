namespace Downstream.Benchmarks.Load;

/// <summary>What arrived on streams.</summary>
internal sealed class StreamFigures
{
    private readonly HashSet<double> _times = [];
    private double _lastTime = -1;

    /// <summary>From an event's time to its arrival. The time has whole milliseconds, cut off.</summary>
    public Histogram Latency { get; } = new();

    /// <summary>With the framing of HTTP.</summary>
    public long Bytes { get; set; }

    public TimeSpan Elapsed { get; set; }

    public double PerSecond => Latency.Count / Elapsed.TotalSeconds;

    /// <summary>Different times seen per second: of one job, how many events there were to deliver.</summary>
    public double TimesPerSecond => _times.Count / Elapsed.TotalSeconds;

    public int MeanBytes => (int)(Bytes / Math.Max(1, Latency.Count));

    public void Arrived(double timeMs, double ageMs)
    {
        Latency.Add(ageMs);
        if (timeMs != _lastTime)
            _times.Add(_lastTime = timeMs);
    }
}
