using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Downstream.Gateway.Hosting;

/// <summary>Where the gateway listens, and what it takes from a connection.</summary>
internal static class Listening
{
    public const int MaxBodyBytes = 1024 * 1024;

    public static void AddListening(this WebApplicationBuilder builder) =>
        builder.Services.AddOptions<KestrelServerOptions>().Configure<GatewayOptions>(Configure);

    private static void Configure(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);

        if (options.Address is { } address)
            kestrel.Listen(address, options.Port, Plain);
        else
            kestrel.ListenAnyIP(options.Port, Plain);
    }

    private static void Plain(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;
}
