namespace Downstream.Gateway.Hosting;

/// <summary>Where the client found the gateway.</summary>
internal static class RequestOrigin
{
    /// <summary>Scheme and host of the request, to put before a path; empty for a client that named no host.</summary>
    public static string BaseUrl(HttpRequest request) => request.Host.HasValue ? $"{request.Scheme}://{request.Host.ToUriComponent()}" : string.Empty;
}
