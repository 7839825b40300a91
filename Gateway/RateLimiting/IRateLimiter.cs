namespace Downstream.Gateway.RateLimiting;

/// <summary>Counts requests: of this process, or of all gateways together.</summary>
internal interface IRateLimiter
{
    /// <summary>Counts a request of an address.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="consume">Whether it counts; otherwise the state is only read.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    ValueTask<RateLimitState> CountAsync(string address, bool consume, CancellationToken cancellationToken);
}

/// <summary>Where an address is in its window.</summary>
/// <param name="Allowed">Whether the request is within the limit.</param>
/// <param name="Limit">Requests a window.</param>
/// <param name="Remaining">What is left of them.</param>
/// <param name="Reset">How long until the window ends.</param>
internal readonly record struct RateLimitState(bool Allowed, int Limit, int Remaining, TimeSpan Reset);
