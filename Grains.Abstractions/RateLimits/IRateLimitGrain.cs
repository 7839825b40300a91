using Orleans.Concurrency;

namespace Downstream.Grains.Abstractions.RateLimits;

/// <summary>
/// The requests of one address in its window, over all gateways, keyed by it. Kept in memory only: with
/// its silo goes the count, and a new window begins.
/// </summary>
[Alias("downstream.IRateLimitGrain")]
public interface IRateLimitGrain : IGrainWithStringKey
{
    /// <summary>Takes a lease of requests out of the window, which begins with the first one.</summary>
    /// <param name="wanted">How many requests wait to be let through now, at least 1. A lease may hold more.</param>
    /// <param name="limit">Requests a window.</param>
    /// <param name="window">How long a window is that begins with this call.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    [Alias("Take"), AlwaysInterleave]
    Task<RateLimitLease> Take(int wanted, int limit, TimeSpan window, CancellationToken cancellationToken = default);
}

/// <summary>Requests that a gateway may let through until the window ends, without asking again.</summary>
/// <param name="Granted">How many; 0 when the window is used up.</param>
/// <param name="Remaining">How many are left for other leases.</param>
/// <param name="Reset">How long until the window ends, as of this answer.</param>
[GenerateSerializer, Immutable, Alias("downstream.RateLimitLease")]
public sealed record RateLimitLease([property: Id(0)] int Granted, [property: Id(1)] int Remaining, [property: Id(2)] TimeSpan Reset);
