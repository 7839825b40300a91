using Downstream.Gateway.Hosting;

namespace Downstream.Gateway.RateLimiting;

/// <summary>A fixed window for every client, from its first request on, in a table of bounded size.</summary>
internal sealed class FixedWindowRateLimiter(GatewayOptions options, TimeProvider time) : IRateLimiter
{
    /// <summary>How many clients are remembered; with more, the windows that end soonest are forgotten.</summary>
    public const int MaxClients = 50_000;

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

    public ValueTask<RateLimitState> CountAsync(string client, bool consume, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            ForgetEnded(now);
            if (!_windows.TryGetValue(client, out var window))
            {
                if (!consume)
                    return new(new RateLimitState(true, options.RateLimitMaxRequests, options.RateLimitMaxRequests, options.RateLimitWindow));
                window = Open(client, now);
            }

            var allowed = !consume || window.Used < options.RateLimitMaxRequests;
            if (consume && allowed)
                window.Used++;
            var remaining = options.RateLimitMaxRequests - window.Used;
            return new(new RateLimitState(allowed, options.RateLimitMaxRequests, remaining, options.RateLimitWindow - time.GetElapsedTime(window.Start, now)));
        }
    }

    private Window Open(string client, long now)
    {
        while (_windows.Count >= MaxClients)
            _windows.Remove(_byEnd.Dequeue().Client);

        var window = new Window(client, now);
        _windows.Add(client, window);
        _byEnd.Enqueue(window);
        return window;
    }

    private void ForgetEnded(long now)
    {
        while (_byEnd.TryPeek(out var first) && time.GetElapsedTime(first.Start, now) >= options.RateLimitWindow)
            _windows.Remove(_byEnd.Dequeue().Client);
    }

    private sealed class Window(string client, long start)
    {
        public string Client { get; } = client;

        public long Start { get; } = start;

        public int Used { get; set; }
    }
}
