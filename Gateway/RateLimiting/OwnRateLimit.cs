using Downstream.Gateway.Callers;
using Downstream.Gateway.Http.Problems;

namespace Downstream.Gateway.RateLimiting;

/// <summary>
/// A rate of its own for endpoints that the web UI asks by itself: they leave the address's general one alone, and still
/// cannot be asked without end.
/// </summary>
internal static class OwnRateLimit
{
    public static TBuilder WithOwnRateLimit<TBuilder>(this TBuilder endpoints, int perMinute)
        where TBuilder : IEndpointConventionBuilder
    {
        var holder = new Holder(perMinute);
        endpoints.WithoutRateLimit();
        return endpoints.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var address = RemoteAddress.Of(context.Connection.RemoteIpAddress);
            var state = await holder.Of(context.RequestServices).CountAsync(address, consume: true, context.RequestAborted);
            return state.Allowed ? await next(invocation) : new Problem(ProblemCode.RateLimited) { RetryAfter = state.Reset };
        });
    }

    /// <summary>One limiter for all the endpoints that were mapped together.</summary>
    private sealed class Holder(int perMinute)
    {
        private FixedWindowRateLimiter? _limiter;

        public FixedWindowRateLimiter Of(IServiceProvider services) => LazyInitializer.EnsureInitialized(ref _limiter, () => new FixedWindowRateLimiter(
            new RateLimitOptions { MaxRequests = perMinute, Window = TimeSpan.FromMinutes(1) },
            services.GetRequiredService<TimeProvider>()));
    }
}
