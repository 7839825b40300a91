using Downstream.Silo.Hosting;

namespace Downstream.Gateway.RateLimiting;

/// <summary>How often one address may ask.</summary>
internal sealed record RateLimitOptions
{
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many requests an address may make in one window.</summary>
    public int MaxRequests { get; init; } = 100;

    public static RateLimitOptions From(Settings settings)
    {
        var defaults = new RateLimitOptions();
        return new RateLimitOptions
        {
            Window = settings.Milliseconds("RATE_LIMIT_WINDOW_MS", 60_000, 100, 86_400_000),
            MaxRequests = settings.Integer("RATE_LIMIT_MAX_REQUESTS", defaults.MaxRequests, 1, int.MaxValue),
        };
    }
}
