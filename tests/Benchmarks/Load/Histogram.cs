namespace Downstream.Benchmarks.Load;

/// <summary>Durations in steps of 0.1 ms up to 20 s; longer ones count as that. For one thread.</summary>
internal sealed class Histogram
{
    private const int StepsPerMillisecond = 10;
    private const int Steps = 20_000 * StepsPerMillisecond;

    private readonly int[] _counts = new int[Steps + 1];

    public long Count { get; private set; }

    public void Add(double milliseconds)
    {
        _counts[Math.Clamp((int)(milliseconds * StepsPerMillisecond), 0, Steps)]++;
        Count++;
    }

    /// <summary>The duration, in milliseconds, that this part of all did not exceed.</summary>
    public double Percentile(double part)
    {
        var wanted = (long)Math.Ceiling(Count * part);
        var seen = 0L;
        for (var step = 0; step <= Steps; step++)
        {
            seen += _counts[step];
            if (seen >= wanted)
                return (step + 1d) / StepsPerMillisecond;
        }

        return double.NaN;
    }
}
