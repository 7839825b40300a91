namespace Downstream.Silo.Hosting.Telemetry.Performance;

/// <summary>Requests of a stretch of time, counted.</summary>
internal sealed class Figures
{
    private int _count;
    private int _failed;
    private int _clientErrors;
    private long _maxMicroseconds;

    public int Count { get => _count; init => _count = value; }

    /// <summary>Those answered with 5xx.</summary>
    public int Failed { get => _failed; init => _failed = value; }

    /// <summary>Those answered with 4xx.</summary>
    public int ClientErrors { get => _clientErrors; init => _clientErrors = value; }

    public double MaxMs { get => Interlocked.Read(ref _maxMicroseconds) / 1000.0; init => _maxMicroseconds = (long)(value * 1000); }

    public int[] Buckets { get; init; } = new int[LatencyBuckets.Count];

    /// <summary>Counts a request. Safe to call from anywhere at once.</summary>
    public void Add(double milliseconds, int status)
    {
        Interlocked.Increment(ref _count);
        if (status >= StatusCodes.Status500InternalServerError)
            Interlocked.Increment(ref _failed);
        else if (status >= StatusCodes.Status400BadRequest)
            Interlocked.Increment(ref _clientErrors);

        Interlocked.Increment(ref Buckets[LatencyBuckets.IndexOf(milliseconds)]);
        var microseconds = (long)(milliseconds * 1000);
        for (var max = Interlocked.Read(ref _maxMicroseconds); microseconds > max;)
        {
            var seen = Interlocked.CompareExchange(ref _maxMicroseconds, microseconds, max);
            if (seen == max)
                break;
            max = seen;
        }
    }

    /// <summary>Takes in what another stretch or process counted; for one caller at a time.</summary>
    public void Add(Figures other)
    {
        _count += other.Count;
        _failed += other.Failed;
        _clientErrors += other.ClientErrors;
        _maxMicroseconds = Math.Max(_maxMicroseconds, (long)(other.MaxMs * 1000));
        for (var i = 0; i < Math.Min(Buckets.Length, other.Buckets.Length); i++)
            Buckets[i] += other.Buckets[i];
    }

    public double? Percentile(double share) => LatencyBuckets.Percentile(Buckets, share, MaxMs);
}
