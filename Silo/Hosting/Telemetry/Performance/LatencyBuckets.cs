namespace Downstream.Silo.Hosting.Telemetry.Performance;

/// <summary>
/// How long things took, counted in buckets that each reach a fifth further than the one before, from 0.1 ms to a minute: a
/// percentile read from them is at most a tenth off.
/// </summary>
internal static class LatencyBuckets
{
    public const int Count = 72;

    private const double FirstBound = 0.1;
    private const double LastBound = 60_000;

    /// <summary>The upper bounds in milliseconds; the last bucket has none.</summary>
    private static readonly double[] Bounds =
        [.. Enumerable.Range(0, Count - 1).Select(i => FirstBound * Math.Pow(LastBound / FirstBound, i / (double)(Count - 2)))];

    public static int IndexOf(double milliseconds)
    {
        var index = Array.BinarySearch(Bounds, milliseconds);
        return index < 0 ? ~index : index;
    }

    /// <summary>The time within which this share of the counted things was done; null when nothing was counted.</summary>
    /// <param name="buckets">The counts.</param>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="max">The longest of them, which no percentile exceeds.</param>
    public static double? Percentile(ReadOnlySpan<int> buckets, double share, double max)
    {
        var total = 0L;
        foreach (var count in buckets)
            total += count;
        if (total == 0)
            return null;

        var rank = Math.Max(1, share * total);
        var below = 0L;
        for (var i = 0; i < buckets.Length; i++)
        {
            if (buckets[i] > 0 && below + buckets[i] >= rank)
            {
                var low = i == 0 ? 0 : Bounds[i - 1];
                var high = Math.Max(low, i < Bounds.Length ? Math.Min(Bounds[i], max) : max);
                return Rounded(low + ((high - low) * (rank - below) / buckets[i]));
            }

            below += buckets[i];
        }

        return Rounded(max);
    }

    /// <summary>Three digits that mean something.</summary>
    public static double Rounded(double milliseconds) => Math.Round(milliseconds, milliseconds < 10 ? 2 : 1);
}
