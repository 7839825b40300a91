using Microsoft.Extensions.Primitives;

namespace Downstream.Gateway.Callers.Sites;

/// <summary>
/// Cross-origin access. Written out, because clients count on <c>Access-Control-Allow-Origin</c> being there without an
/// <c>Origin</c> too, and the limiter has to stand between the headers and the answer to a preflight.
/// </summary>
internal static class Cors
{
    private const string AllowMethods = "GET, HEAD, POST, DELETE, OPTIONS";
    private const string MaxAgeSeconds = "7200";

    private const string AllowHeaders =
        "Content-Type, Accept, Authorization, Cache-Control, Idempotency-Key, Prefer, If-None-Match, If-Range, Range, Last-Event-ID, " +
        "X-Client-ID, X-Request-ID, traceparent, tracestate, baggage, sentry-trace";

    private const string ExposeHeaders =
        "Location, ETag, Retry-After, RateLimit, RateLimit-Policy, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, X-Request-ID, X-Trace-ID, " +
        "Preference-Applied, Idempotent-Replayed, Content-Disposition, Content-Range, Accept-Ranges, Allow";

    public static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && !StringValues.IsNullOrEmpty(request.Headers.Origin)
        && !StringValues.IsNullOrEmpty(request.Headers.AccessControlRequestMethod);

    /// <summary>Puts the headers on every response, also on those that an exception ends.</summary>
    public static IApplicationBuilder UseCorsHeaders(this IApplicationBuilder app, CorsOrigins origins) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var (context, origins) = ((HttpContext, CorsOrigins))state;
            WriteHeaders(context, origins);
            return Task.CompletedTask;
        }, (context, origins));
        return next(context);
    });

    /// <summary>Answers preflights, and whoever asks what the server can do; after the limiter, whose headers they carry without counting.</summary>
    public static IApplicationBuilder UseCorsPreflight(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // Of the server as a whole: OPTIONS * (RFC 9110, 9.3.7).
        var isOfAll = HttpMethods.IsOptions(context.Request.Method) && context.Request.Path.Value is "" or "*";
        if (isOfAll)
            context.Response.Headers.Allow = AllowMethods;
        else if (!IsPreflight(context.Request))
            return next(context);

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    });

    private static void WriteHeaders(HttpContext context, CorsOrigins origins)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        var origin = request.Headers.Origin.ToString();
        if (!origins.IsAny)
            headers.Append("Vary", "Origin");
        if (!origins.IsAny && (origin.Length == 0 || !origins.Allows(origin)))
            return;

        headers.AccessControlAllowOrigin = origins.IsAny ? "*" : origin;
        if (!origins.IsAny)
            headers.AccessControlAllowCredentials = "true";

        if (!IsPreflight(request))
        {
            headers.AccessControlExposeHeaders = ExposeHeaders;
            return;
        }

        headers.AccessControlAllowMethods = AllowMethods;
        headers.AccessControlAllowHeaders = AllowHeaders;
        headers.AccessControlMaxAge = MaxAgeSeconds;
    }
}
