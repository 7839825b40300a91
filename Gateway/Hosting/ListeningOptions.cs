using System.Net;
using Downstream.Silo.Hosting;

namespace Downstream.Gateway.Hosting;

/// <summary>Where the gateway listens, and whom it believes.</summary>
internal sealed record ListeningOptions
{
    /// <summary>The TCP port; 0 takes any free one.</summary>
    public int Port { get; init; } = 3000;

    /// <summary>The address to listen on; null for every one.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>A private port for metrics, 0 for any free one; null for none.</summary>
    public int? OperationsPort { get; init; }

    /// <summary>The address of that port.</summary>
    public IPAddress OperationsAddress { get; init; } = IPAddress.Loopback;

    /// <summary>The proxies whose <c>X-Forwarded-*</c> headers count; none by default.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>The <c>Host</c> values that are answered, <c>*.example.com</c> for all below it; none for any.</summary>
    public IReadOnlyList<HostString> Hosts { get; init; } = [];

    /// <summary>Whether an event stream has its connection from the server once its head is sent, which takes half the memory.</summary>
    public bool HandsStreamsOver { get; init; } = true;

    public static ListeningOptions From(Settings settings) => new()
    {
        Port = PortOf(settings),
        OperationsPort = OperationsEndpoint.Port(settings),
        OperationsAddress = OperationsEndpoint.Address(settings),
        TrustedProxies = Hosting.TrustedProxies.From(settings),
        Hosts = AnsweredHosts.From(settings),
        HandsStreamsOver = settings.Flag("STREAM_HAND_OVER", true),
    };

    /// <summary>The port alone, for who asks the gateway rather than being it.</summary>
    public static int PortOf(Settings settings) => settings.Integer("PORT", new ListeningOptions().Port, 0, ushort.MaxValue);
}
