using Downstream.Gateway.Http.Requests;
using Microsoft.Extensions.Primitives;

namespace Downstream.Gateway.Http.Pipeline;

/// <summary>Names the request and its trace, and puts what every response carries on it.</summary>
internal sealed class RequestIdentity(RequestDelegate next, TimeProvider time)
{
    public const string RequestIdHeader = "X-Request-ID";
    public const string TraceIdHeader = "X-Trace-ID";

    private const string PagePolicy =
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'self'; " +
        "frame-ancestors 'self'; object-src 'none'";

    public async Task InvokeAsync(HttpContext context)
    {
        var asked = context.Request.Headers[RequestIdHeader];
        context.TraceIdentifier = Token.IsValid(asked) ? asked.ToString() : Guid.CreateVersion7(time.GetUtcNow()).ToString("D");

        using var activity = RequestTrace.Ensure(context);

        // On starting, not now: the exception handler clears the headers that are set before it.
        context.Response.OnStarting(static state =>
        {
            WriteHeaders((HttpContext)state);
            return Task.CompletedTask;
        }, context);
        context.Items[TraceIdHeader] = RequestTrace.IdOf(context);
        await next(context);
    }

    private static void WriteHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[RequestIdHeader] = context.TraceIdentifier;
        headers[TraceIdHeader] = (string?)context.Items[TraceIdHeader];
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "SAMEORIGIN";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        headers["Referrer-Policy"] = "no-referrer";
        if (StringValues.IsNullOrEmpty(headers.CacheControl))
            headers.CacheControl = "no-store";
        if (context.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true
            && StringValues.IsNullOrEmpty(headers.ContentSecurityPolicy))
            headers.ContentSecurityPolicy = PagePolicy;
    }
}
