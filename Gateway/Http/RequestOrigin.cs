namespace Downstream.Gateway.Http;

/// <summary>Where the client found the gateway.</summary>
internal static class RequestOrigin
{
    /// <summary>
    /// Scheme and host to put before a path: those of <c>PUBLIC_URL</c>, else of the request, as trusted proxies forward
    /// it; empty for a client that named no host.
    /// </summary>
    public static string BaseUrl(HttpRequest request)
    {
        if (ConfiguredFor(request) is { } configured)
            return configured;

        return request.Host.HasValue ? $"{request.Scheme}://{request.Host.ToUriComponent()}" : string.Empty;
    }

    /// <summary><c>PUBLIC_URL</c>; null where that is not set.</summary>
    public static string? ConfiguredFor(HttpRequest request) => request.HttpContext.RequestServices.GetRequiredService<RequestOptions>().PublicUrl;
}
