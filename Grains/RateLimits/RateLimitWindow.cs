using Downstream.Grains.Abstractions.RateLimits;

namespace Downstream.Grains.RateLimits;

/// <summary>How a window is handed out: a tenth of the limit at a time, less the closer it is to its end, and then one by one.</summary>
internal sealed class RateLimitWindow(TimeProvider time)
{
    private const int LeasesPerLimit = 10;

    /// <summary>No lease takes more than this part of what is left, so that little lies idle with one gateway at the end.</summary>
    private const int PartOfRest = 4;

    private long _start;
    private TimeSpan _length;
    private int _taken;

    public RateLimitLease Take(int wanted, int limit, TimeSpan length)
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_start, now) >= _length)
            (_start, _length, _taken) = (now, length, 0);

        var rest = Math.Max(0, limit - _taken);
        var lease = Math.Clamp(rest / PartOfRest, 1, Math.Max(1, limit / LeasesPerLimit));
        var granted = Math.Min(rest, Math.Max(lease, wanted));
        _taken += granted;
        return new RateLimitLease(granted, rest - granted, _length - time.GetElapsedTime(_start, now));
    }
}
