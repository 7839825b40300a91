using Downstream.Grains.Abstractions.RateLimits;
using Downstream.Grains.RateLimits;

namespace Downstream.Gateway.Tests.Support;

/// <summary>A client's window as the grain keeps it, whose answers a test can hold back.</summary>
internal sealed class FakeRateLimitGrain(TimeProvider time) : IRateLimitGrain
{
    private readonly Lock _lock = new();
    private readonly RateLimitWindow _window = new(time);

    public int Calls { get; private set; }

    public int Granted { get; private set; }

    /// <summary>What an answer waits for, once it is decided.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public async Task<RateLimitLease> Take(int wanted, int limit, TimeSpan window, CancellationToken cancellationToken = default)
    {
        RateLimitLease lease;
        lock (_lock)
        {
            Calls++;
            lease = _window.Take(wanted, limit, window);
            Granted += lease.Granted;
        }

        await Gate;
        return lease;
    }
}
