namespace Downstream.Gateway.Hosting;

/// <summary>Where the client found the gateway.</summary>
internal static class RequestOrigin
{
    /// <summary>
    /// Scheme and host to put before a path: those of <c>PUBLIC_URL</c>, else of the request, as trusted proxies forward
    /// it; empty for a client that named no host.
    /// </summary>
    public static string BaseUrl(HttpRequest request)
    {
        if (request.HttpContext.RequestServices.GetRequiredService<GatewayOptions>().PublicUrl is { } configured)
            return configured;

        return request.Host.HasValue ? $"{request.Scheme}://{request.Host.ToUriComponent()}" : string.Empty;
    }
}
