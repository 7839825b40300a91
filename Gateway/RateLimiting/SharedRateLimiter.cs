namespace Downstream.Gateway.RateLimiting;

/// <summary>
/// One window for an address over all gateways. Its state is in Redis; a gateway takes leases of it, so that most requests
/// cost no call. While Redis does not answer, the gateway's own window decides.
/// </summary>
internal sealed partial class SharedRateLimiter(
    RateLimitOptions options, TakeLease take, FixedWindowRateLimiter own, TimeProvider time, ILogger<SharedRateLimiter> logger) : IRateLimiter
{
    /// <summary>How long a request waits for Redis.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>How long an address whose lease failed is left to the gateway's own window.</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan SayAgainAfter = TimeSpan.FromSeconds(30);

    /// <summary>How many addresses are remembered, in two halves: those that were not seen lately go together.</summary>
    public const int MaxAddresses = FixedWindowRateLimiter.MaxAddresses;

    private readonly Lock _lock = new();
    private Dictionary<string, AddressLease> _recent = [];
    private Dictionary<string, AddressLease> _older = [];
    private long _saidAt;

    public async ValueTask<RateLimitState> CountAsync(string address, bool consume, CancellationToken cancellationToken)
    {
        // Counted here as well, so that the own window knows the address when it has to decide.
        var fallback = await own.CountAsync(address, consume, cancellationToken);
        if (Find(address, add: consume) is not { } lease)
            return fallback;

        var state = consume ? await lease.UseAsync(cancellationToken) : lease.Peek();
        return state ?? fallback;
    }

    private AddressLease? Find(string address, bool add)
    {
        lock (_lock)
        {
            if (_recent.TryGetValue(address, out var lease))
                return lease;
            if (!_older.Remove(address, out lease))
            {
                if (!add)
                    return null;
                lease = new AddressLease(address, options, take, time, Failed);
            }

            if (_recent.Count >= MaxAddresses / 2)
                (_older, _recent) = (_recent, []);
            _recent.Add(address, lease);
            return lease;
        }
    }

    private void Failed(Exception exception)
    {
        var now = time.GetTimestamp();
        var said = Interlocked.Read(ref _saidAt);
        if ((said == 0 || time.GetElapsedTime(said, now) >= SayAgainAfter) && Interlocked.CompareExchange(ref _saidAt, now, said) == said)
            LogFallingBack(exception.GetType().Name);
    }

    [LoggerMessage(2501, LogLevel.Warning, "Redis did not say how much of a rate limit is left ({Exception}); meanwhile this gateway counts by itself")]
    private partial void LogFallingBack(string exception);
}
