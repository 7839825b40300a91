using System.Net;
using Downstream.Gateway.Http;
using Downstream.Gateway.Http.Problems;

namespace Downstream.Gateway.Callers.Sites;

/// <summary>
/// Keeps other sites, in a browser that was led to them, from acting here or reading the lists of the caller without a
/// name: without authentication nothing else stands between them and a service on this machine or the intranet.
/// </summary>
internal static class OtherSites
{
    /// <summary>Below a top-level domain of two letters, labels this short are mostly public suffixes themselves (<c>co.uk</c>).</summary>
    private const int LongestPublicLabel = 3;

    public static IApplicationBuilder UseSiteBoundary(this IApplicationBuilder app, CorsOrigins origins) => app.Use((context, next) =>
        IsRefused(context.Request, origins)
            ? new Problem(ProblemCode.CrossSite).ExecuteAsync(context)
            : next(context));

    /// <summary>Marks endpoints that show what belongs to a caller rather than to who knows an id.</summary>
    public static TBuilder ShowsCallersOwn<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(CallersOwn.Instance);

    private static bool IsRefused(HttpRequest request, CorsOrigins origins)
    {
        var method = request.Method;
        var isSafe = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
        if (isSafe && (request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<CallersOwn>() is null || !IsAnonymous(request)))
            return false;

        return IsFromOtherSite(request) && !IsAllowed(request, origins);
    }

    private static bool IsAnonymous(HttpRequest request) => Caller.Resolve(request).TryGet(out var caller, out _) && caller == Caller.Anonymous;

    private static bool IsAllowed(HttpRequest request, CorsOrigins origins) => origins.IsAny
        ? origins.IsOnPurpose
        : origins.Allows(request.Headers.Origin.ToString());

    public static bool IsFromOtherSite(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site.Equals("cross-site", StringComparison.OrdinalIgnoreCase);

        // Browsers leave it out where the connection is not secure.
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return false;

        return !Uri.TryCreate(origin, UriKind.Absolute, out var from)
            || !(IsSameSite(from.IdnHost, request.Host.Host) || (RequestOrigin.ConfiguredFor(request) is { } own && IsSameSite(from.IdnHost, new Uri(own).IdnHost)));
    }

    /// <summary>The same host, or one below the same domain. Errs on the side of another site.</summary>
    internal static bool IsSameSite(string host, string own)
    {
        own = own.Trim('[', ']').TrimEnd('.');
        host = host.Trim('[', ']').TrimEnd('.');
        if (host.Equals(own, StringComparison.OrdinalIgnoreCase))
            return true;
        if (IPAddress.TryParse(host, out _) || IPAddress.TryParse(own, out _))
            return false;

        string[] labels = [.. host.Split('.').Reverse()];
        string[] owns = [.. own.Split('.').Reverse()];
        var shared = labels.Zip(owns).TakeWhile(pair => pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase)).Count();
        var isPublic = shared == 2 && labels[0].Length == 2 && labels[1].Length <= LongestPublicLabel;
        return shared >= 2 && !isPublic;
    }

    private sealed class CallersOwn
    {
        public static readonly CallersOwn Instance = new();
    }
}
