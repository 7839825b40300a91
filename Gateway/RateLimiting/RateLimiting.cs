using System.Globalization;
using Downstream.Gateway.Hosting;
using Downstream.Gateway.Problems;

namespace Downstream.Gateway.RateLimiting;

/// <summary>Keeps every address within its rate, and tells it on every response where it is.</summary>
internal static class RateLimiting
{
    /// <summary>Counts in this process alone.</summary>
    public static void AddRateLimiting(this IServiceCollection services)
    {
        services.AddSingleton<FixedWindowRateLimiter>();
        services.AddSingleton<IRateLimiter>(provider => provider.GetRequiredService<FixedWindowRateLimiter>());
    }

    /// <summary>Counts together with the other gateways of the cluster, in place of <see cref="AddRateLimiting"/>'s own count.</summary>
    public static void ShareRateLimits(this IServiceCollection services) => services.AddSingleton<IRateLimiter, SharedRateLimiter>();

    /// <summary>Marks endpoints that carry the headers but never use the rate up, such as health checks.</summary>
    public static TBuilder WithoutRateLimit<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithoutRateLimit(_ => true);

    /// <summary>Marks an endpoint where that is so for some requests.</summary>
    public static TBuilder WithoutRateLimit<TBuilder>(this TBuilder endpoint, Func<HttpRequest, bool> isExempt)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Exempt(isExempt));

    public static IApplicationBuilder UseRateLimits(this IApplicationBuilder app)
    {
        var limiter = app.ApplicationServices.GetRequiredService<IRateLimiter>();
        return app.Use(async (context, next) =>
        {
            var isExempt = context.GetEndpoint()?.Metadata.GetMetadata<Exempt>()?.IsExempt(context.Request) == true;
            var counts = !isExempt && !Cors.IsPreflight(context.Request);
            var client = ClientAddress.Of(context.Connection.RemoteIpAddress);
            var state = await limiter.CountAsync(client, counts, context.RequestAborted);

            context.Response.OnStarting(static state =>
            {
                var (context, limit) = ((HttpContext, RateLimitState))state;
                WriteHeaders(context.Response.Headers, limit);
                return Task.CompletedTask;
            }, (context, state));

            if (state.Allowed)
                await next(context);
            else
                await new Problem(ProblemCode.RateLimited) { RetryAfter = state.Reset }.ExecuteAsync(context);
        });
    }

    private static void WriteHeaders(IHeaderDictionary headers, RateLimitState state)
    {
        headers["RateLimit-Limit"] = state.Limit.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = state.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = Problem.Seconds(state.Reset);
    }

    private sealed record Exempt(Func<HttpRequest, bool> IsExempt);
}
