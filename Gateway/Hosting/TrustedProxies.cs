using Downstream.Silo.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Downstream.Gateway.Hosting;

/// <summary>The proxies that may say for whom they ask.</summary>
internal static class TrustedProxies
{
    private const string Setting = "TRUSTED_PROXIES";

    public static IReadOnlyList<IPNetwork> From(Settings settings) =>
        [.. settings.Text(Setting, string.Empty)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(text => Parse(text) ?? throw settings.Invalid(Setting, "IP addresses and networks (10.0.0.0/8), separated by commas, are expected"))];

    /// <summary>
    /// Takes the client's address, scheme and host from the headers of trusted proxies. Without any it is left out
    /// altogether, since the middleware would trust everybody.
    /// </summary>
    public static void UseTrustedProxies(this IApplicationBuilder app, IReadOnlyList<IPNetwork> proxies)
    {
        if (proxies.Count == 0)
            return;

        // The middleware would take any word for a scheme, and the scheme ends up in links.
        app.Use((context, next) =>
        {
            var schemes = context.Request.Headers["X-Forwarded-Proto"].ToString();
            if (schemes.Length > 0 && !schemes.Split(',', StringSplitOptions.TrimEntries).All(IsScheme))
                context.Request.Headers.Remove("X-Forwarded-Proto");

            return next(context);
        });
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
            options.KnownIPNetworks.Add(proxy);
        app.UseForwardedHeaders(options);
    }

    private static bool IsScheme(string text) =>
        text.Equals("https", StringComparison.OrdinalIgnoreCase) || text.Equals("http", StringComparison.OrdinalIgnoreCase);

    private static IPNetwork? Parse(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
            return network;

        return Settings.Address(text) is { } address ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
    }
}
