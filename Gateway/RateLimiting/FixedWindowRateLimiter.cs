namespace Downstream.Gateway.RateLimiting;

/// <summary>A fixed window for every address, from its first request on, in a table of bounded size.</summary>
internal sealed class FixedWindowRateLimiter(RateLimitOptions options, TimeProvider time) : IRateLimiter
{
    /// <summary>How many addresses are remembered; with more, the windows that end soonest are forgotten.</summary>
    public const int MaxAddresses = 50_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Window> _windows = [];

    // All windows are equally long, so the order of their beginnings is the order of their ends.
    private readonly Queue<Window> _byEnd = new();

    public int Count
    {
        get
        {
            lock (_lock)
                return _windows.Count;
        }
    }

    public ValueTask<RateLimitState> CountAsync(string address, bool consume, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            ForgetEnded(now);
            if (!_windows.TryGetValue(address, out var window))
            {
                if (!consume)
                    return new(new RateLimitState(true, options.MaxRequests, options.MaxRequests, options.Window));
                window = Open(address, now);
            }

            var allowed = !consume || window.Used < options.MaxRequests;
            if (consume && allowed)
                window.Used++;
            var remaining = options.MaxRequests - window.Used;
            return new(new RateLimitState(allowed, options.MaxRequests, remaining, options.Window - time.GetElapsedTime(window.Start, now)));
        }
    }

    private Window Open(string address, long now)
    {
        while (_windows.Count >= MaxAddresses)
            _windows.Remove(_byEnd.Dequeue().Address);

        var window = new Window(address, now);
        _windows.Add(address, window);
        _byEnd.Enqueue(window);
        return window;
    }

    private void ForgetEnded(long now)
    {
        while (_byEnd.TryPeek(out var first) && time.GetElapsedTime(first.Start, now) >= options.Window)
            _windows.Remove(_byEnd.Dequeue().Address);
    }

    private sealed class Window(string address, long start)
    {
        public string Address { get; } = address;

        public long Start { get; } = start;

        public int Used { get; set; }
    }
}
