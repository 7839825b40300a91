using Downstream.Gateway.RateLimiting;

namespace Downstream.Gateway.Tests.RateLimiting;

/// <summary>One address' window, handed out as the script in Redis does it, whose answers a test can hold back.</summary>
internal sealed class FakeWindow(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _start;
    private TimeSpan _length;
    private int _taken;

    public int Calls { get; private set; }

    public int Granted { get; private set; }

    /// <summary>What an answer waits for, once it is decided.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public async Task<RateLimitLease> TakeAsync(int wanted, RateLimitOptions limit)
    {
        RateLimitLease lease;
        lock (_lock)
            lease = Take(wanted, limit);

        await Gate;
        return lease;
    }

    private RateLimitLease Take(int wanted, RateLimitOptions limit)
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_start, now) >= _length)
            (_start, _length, _taken) = (now, limit.Window, 0);

        var rest = Math.Max(0, limit.MaxRequests - _taken);
        var lease = Math.Clamp(rest / 4, 1, Math.Max(1, limit.MaxRequests / 10));
        var granted = Math.Min(rest, Math.Max(lease, wanted));
        _taken += granted;
        Granted += granted;
        Calls++;
        return new RateLimitLease(granted, rest - granted, _length - time.GetElapsedTime(_start, now));
    }
}
