using Downstream.Gateway.Events.HandOver;
using Downstream.Gateway.Events.Streams;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Downstream.Gateway.Hosting;

/// <summary>Where the gateway listens, and what it takes from a connection.</summary>
internal static partial class Listening
{
    public const int MaxBodyBytes = 1024 * 1024;

    /// <summary>How long the head of a request may take, and a new connection until it begins.</summary>
    public static readonly TimeSpan HeadLimit = TimeSpan.FromSeconds(15);

    public static void AddListening(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => ConnectionBounds.For(services.GetRequiredService<StreamOptions>()));
        builder.Services.AddSingleton<ConnectionGate>();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<ListeningOptions, ConnectionGate>(Configure);
    }

    /// <summary>Says what the process stands on when that is too little.</summary>
    public static void CheckDescriptors(this WebApplication app)
    {
        var (options, bounds) = (app.Services.GetRequiredService<StreamOptions>(), app.Services.GetRequiredService<ConnectionBounds>());
        if (!bounds.HoldStreams(options.MaxStreams))
            LogTooFewDescriptors(app.Logger, bounds.Descriptors!.Value, options.MaxStreams, bounds.All);
    }

    private static void Configure(KestrelServerOptions kestrel, ListeningOptions options, ConnectionGate gate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        kestrel.Limits.RequestHeadersTimeout = HeadLimit;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);

        if (options.Address is { } address)
            kestrel.Listen(address, options.Port, Plain);
        else
            kestrel.ListenAnyIP(options.Port, Plain);

        // Apart from the connections of clients, so that the gateway can be looked at when those have taken all places.
        if (options.OperationsPort is { } operations)
            kestrel.Listen(options.OperationsAddress, operations, listen => listen.IsForOperators());

        void Plain(ListenOptions listen)
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection => gate.RunAsync(connection, next));
            if (options.HandsStreamsOver)
                listen.Use(next => connection => ConnectionHandOver.RunAsync(connection, next));
        }
    }

    [LoggerMessage(2603, LogLevel.Warning, "The process may have {Descriptors} file descriptors, too few for MAX_STREAMS={MaxStreams}: it holds at most {Connections} connections. Raise the limit (ulimit -n), or lower MAX_STREAMS")]
    private static partial void LogTooFewDescriptors(ILogger logger, int descriptors, int maxStreams, int connections);
}
