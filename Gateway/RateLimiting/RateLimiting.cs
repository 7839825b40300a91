using System.Globalization;
using Downstream.Gateway.Callers;
using Downstream.Gateway.Callers.Sites;
using Downstream.Gateway.Http.Problems;
using Downstream.Grains.Abstractions.Callers;

namespace Downstream.Gateway.RateLimiting;

/// <summary>Keeps every address within its rate, and tells it on every response where it is.</summary>
internal static class RateLimiting
{
    /// <summary>How often each stream that an address may hold comes back in one window.</summary>
    private const int ReturnsPerStream = 10;

    private const string Policy = "\"requests\"";

    /// <summary>Counts in this process alone.</summary>
    public static void AddRateLimiting(this IServiceCollection services)
    {
        services.AddSingleton<FixedWindowRateLimiter>();
        services.AddSingleton<IRateLimiter>(provider => provider.GetRequiredService<FixedWindowRateLimiter>());
    }

    /// <summary>Counts together with the other gateways of the cluster, in place of <see cref="AddRateLimiting"/>'s own count.</summary>
    public static void ShareRateLimits(this IServiceCollection services) => services
        .AddSingleton<RedisLeases>()
        .AddSingleton<TakeLease>(provider => provider.GetRequiredService<RedisLeases>().TakeAsync)
        .AddSingleton<IRateLimiter, SharedRateLimiter>();

    /// <summary>Marks endpoints that carry the headers but never use the rate up, such as health checks.</summary>
    public static TBuilder WithoutRateLimit<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithoutRateLimit(_ => true);

    /// <summary>Marks an endpoint where that is so for some requests.</summary>
    public static TBuilder WithoutRateLimit<TBuilder>(this TBuilder endpoint, Func<HttpRequest, bool> isExempt)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Exempt(isExempt));

    /// <summary>Marks an endpoint whose clients come back by themselves: to some requests another, larger limit applies.</summary>
    public static TBuilder WithLimitOfReturns<TBuilder>(this TBuilder endpoint, Func<HttpRequest, bool> isReturning)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ReturningStreams(isReturning));

    /// <summary>
    /// Counts every request of an address, but for streams that come back: those were counted when they opened. They
    /// have a larger limit of their own, so that everybody behind one address is back soon after a gateway restarts.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="streamsPerAddress">How many streams of one address may come back at once.</param>
    public static IApplicationBuilder UseRateLimits(this IApplicationBuilder app, int streamsPerAddress)
    {
        var limiter = app.ApplicationServices.GetRequiredService<IRateLimiter>();
        var options = app.ApplicationServices.GetRequiredService<RateLimitOptions>();
        var time = app.ApplicationServices.GetRequiredService<TimeProvider>();
        var mostReturns = Times(streamsPerAddress, ReturnsPerStream);
        var returns = Limiter(mostReturns);
        var siteReturns = Limiter(Times(mostReturns, AddressKeys.NetworksPerSite));
        var sites = Limiter(Times(options.MaxRequests, AddressKeys.NetworksPerSite));
        return app.Use(async (context, next) =>
        {
            var isReturning = context.GetEndpoint()?.Metadata.GetMetadata<ReturningStreams>()?.IsReturning(context.Request) == true;
            var isExempt = isReturning || context.GetEndpoint()?.Metadata.GetMetadata<Exempt>()?.IsExempt(context.Request) == true;
            var counts = !isExempt && !Cors.IsPreflight(context.Request);
            var address = context.Connection.RemoteIpAddress;
            var key = RemoteAddress.Of(address);
            var site = RemoteAddress.SiteOf(address);

            // Here, before Redis is asked: a site has more networks than it should have windows there.
            var state = (counts ? await ExceededAsync(sites, site, context) : null) ?? await limiter.CountAsync(key, counts, context.RequestAborted);
            if (isReturning && (await ExceededAsync(siteReturns, site, context) ?? await ExceededAsync(returns, key, context)) is { } tooOften)
                state = tooOften;

            context.Response.OnStarting(static state =>
            {
                var (context, limit, window) = ((HttpContext, RateLimitState, TimeSpan))state;
                WriteHeaders(context.Response.Headers, limit, window);
                return Task.CompletedTask;
            }, (context, state, options.Window));

            if (state.Allowed)
                await next(context);
            else
                await new Problem(ProblemCode.RateLimited) { RetryAfter = state.Reset }.ExecuteAsync(context);
        });

        FixedWindowRateLimiter Limiter(int most) => new(options with { MaxRequests = most }, time);
    }

    /// <summary>Counts a request; null as long as it is within the limit.</summary>
    private static async ValueTask<RateLimitState?> ExceededAsync(FixedWindowRateLimiter limiter, string? key, HttpContext context) =>
        key is not null && await limiter.CountAsync(key, consume: true, context.RequestAborted) is { Allowed: false } state ? state : null;

    private static int Times(int limit, int factor) => (int)Math.Min(int.MaxValue, (long)limit * factor);

    /// <summary>The three headers that clients know, and the two of draft-ietf-httpapi-ratelimit-headers.</summary>
    private static void WriteHeaders(IHeaderDictionary headers, RateLimitState state, TimeSpan window)
    {
        headers["RateLimit-Limit"] = state.Limit.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = state.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = Problem.Seconds(state.Reset);
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"{Policy};r={state.Remaining};t={Problem.Seconds(state.Reset)}");
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"{Policy};q={state.Limit};w={Problem.Seconds(window)}");
    }

    private sealed record Exempt(Func<HttpRequest, bool> IsExempt);

    private sealed record ReturningStreams(Func<HttpRequest, bool> IsReturning);
}
