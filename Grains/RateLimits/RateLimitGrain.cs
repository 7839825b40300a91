using Downstream.Grains.Abstractions.RateLimits;

namespace Downstream.Grains.RateLimits;

/// <summary>Keeps an address' window for as long as it lasts.</summary>
[GrainType("rate-limit"), CollectionAgeLimit(Minutes = 2)]
internal sealed class RateLimitGrain(TimeProvider time) : Grain, IRateLimitGrain
{
    private readonly RateLimitWindow _window = new(time);

    public Task<RateLimitLease> Take(int wanted, int limit, TimeSpan window, CancellationToken cancellationToken = default)
    {
        var lease = _window.Take(wanted, limit, window);

        // A window that is forgotten too early would let its requests through a second time.
        DelayDeactivation(lease.Reset);
        return Task.FromResult(lease);
    }
}
