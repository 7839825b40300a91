namespace Downstream.Gateway.RateLimiting;

/// <summary>Requests that a gateway may let through until the window ends, without asking again.</summary>
/// <param name="Granted">How many; 0 when the window is used up.</param>
/// <param name="Remaining">How many are left for other leases.</param>
/// <param name="Reset">How long until the window ends, as of this answer.</param>
internal sealed record RateLimitLease(int Granted, int Remaining, TimeSpan Reset);

/// <summary>Takes a lease of requests out of the window of an address over all gateways, which begins with the first one.</summary>
/// <param name="address">Whose window it is.</param>
/// <param name="wanted">How many requests wait to be let through now, at least 1. A lease may hold more.</param>
/// <param name="limit">The window's limit, and its length if it begins with this call.</param>
internal delegate Task<RateLimitLease> TakeLease(string address, int wanted, RateLimitOptions limit);
