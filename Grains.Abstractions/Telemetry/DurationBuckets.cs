using System.Diagnostics.Metrics;

namespace Downstream.Grains.Abstractions.Telemetry;

/// <summary>What a histogram of seconds counts in: the default buckets are made for milliseconds, and their first is five.</summary>
public static class DurationBuckets
{
    /// <summary>For what takes milliseconds when all is well, and minutes at the worst.</summary>
    public static InstrumentAdvice<double> Short { get; } = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    };
}
