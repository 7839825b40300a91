using Microsoft.Net.Http.Headers;

namespace Downstream.Gateway.Callers.Sites;

/// <summary>
/// Cross-origin access, by the framework's middleware. It passes over whoever has no allowed <c>Origin</c>, which leaves
/// two things: clients count on <c>Access-Control-Allow-Origin</c> being there without one, and caches have to tell origins
/// apart by those answers too.
/// </summary>
internal static class Cors
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "DELETE", "OPTIONS"];

    private static readonly string[] Allowed =
    [
        "Content-Type", "Accept", "Authorization", "Cache-Control", "Idempotency-Key", "Prefer", "If-None-Match", "If-Range", "Range", "Last-Event-ID",
        "X-Client-ID", "X-Request-ID", "traceparent", "tracestate", "baggage", "sentry-trace",
    ];

    private static readonly string[] Exposed =
    [
        "Location", "ETag", "Retry-After", "RateLimit", "RateLimit-Policy", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-Request-ID", "X-Trace-ID",
        "Preference-Applied", "Idempotent-Replayed", "Content-Disposition", "Content-Range", "Accept-Ranges", "Allow",
    ];

    public static void AddCors(this IServiceCollection services, CorsOrigins origins) => services.AddCors(cors => cors.AddDefaultPolicy(policy =>
    {
        policy.WithMethods(Methods).WithHeaders(Allowed).WithExposedHeaders(Exposed).SetPreflightMaxAge(TimeSpan.FromHours(2));
        if (origins.IsAny)
            policy.AllowAnyOrigin();
        else
            policy.SetIsOriginAllowed(origins.Allows).AllowCredentials();
    }));

    /// <summary>As the middleware tells one.</summary>
    public static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && request.Headers.ContainsKey(HeaderNames.Origin)
        && request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod);

    /// <summary>Puts the headers on every response but those to preflights, also on those that an exception or the limiter ends.</summary>
    public static IApplicationBuilder UseCorsHeaders(this IApplicationBuilder app, CorsOrigins origins) => app
        .Use((context, next) =>
        {
            // Told first, and so called after the middleware's own.
            context.Response.OnStarting(static state =>
            {
                var (headers, origins) = ((IHeaderDictionary, CorsOrigins))state;
                if (headers.AccessControlAllowOrigin.Count == 0)
                    WriteForOthers(headers, origins);
                return Task.CompletedTask;
            }, (context.Response.Headers, origins));
            return next(context);
        })
        .UseWhen(context => !IsPreflight(context.Request), others => others.UseCors());

    /// <summary>Answers preflights, and whoever asks what the server can do; after the limiter, whose headers they carry without counting.</summary>
    public static IApplicationBuilder UseCorsPreflight(this IApplicationBuilder app) => app
        .UseWhen(context => IsPreflight(context.Request), preflights => preflights.UseCors())
        .Use((context, next) =>
        {
            // Of the server as a whole: OPTIONS * (RFC 9110, 9.3.7).
            if (!HttpMethods.IsOptions(context.Request.Method) || context.Request.Path.Value is not ("" or "*"))
                return next(context);

            context.Response.Headers.Allow = string.Join(", ", Methods);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });

    private static void WriteForOthers(IHeaderDictionary headers, CorsOrigins origins)
    {
        if (!origins.IsAny)
        {
            headers.Append(HeaderNames.Vary, HeaderNames.Origin);
            return;
        }

        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = string.Join(',', Exposed);
    }
}
