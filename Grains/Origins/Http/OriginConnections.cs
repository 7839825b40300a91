using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Downstream.Grains.Origins.Http;

/// <summary>Finds the addresses behind a name.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>
/// Opens connections to the origin, and to where it redirects. The operator's URL is asked wherever its name leads. A
/// redirect to the same name is not, once that was found outside of this network: whoever controls the name could have
/// it lead inside the next time, and then choose port and path. Behind a proxy of the environment names are the proxy's.
/// </summary>
internal sealed class OriginConnections(IReadOnlyList<string> allowedHosts, ResolveHost resolve)
{
    /// <summary>Only a URL with the file's id in its host has more than one.</summary>
    private const int MostHosts = 1_000;

    private readonly ConcurrentDictionary<string, bool> _outside = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>For requests of the operator's URL.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await resolve(host, cancellationToken);
        if (addresses.Any(NetworkBorder.IsOutside))
        {
            if (_outside.Count >= MostHosts)
                _outside.Clear();

            _outside[host] = true;
        }

        return await OpenAsync(addresses, port, cancellationToken);
    }

    /// <summary>For requests of where a redirect leads. They share no connection with the others, which are not judged.</summary>
    public async ValueTask<Stream> ConnectRedirectedAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await resolve(host, cancellationToken);
        if (_outside.ContainsKey(host) && !IsAllowed(host, port))
            addresses = [.. addresses.Where(NetworkBorder.IsOutside)];

        return addresses.Length > 0
            ? await OpenAsync(addresses, port, cancellationToken)
            : throw new HttpRequestException("The origin redirected to its own host, whose name now leads inside this network.");
    }

    /// <summary>Whether the operator named the host, with this port or without one.</summary>
    public bool IsAllowed(string host, int port) =>
        allowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase) || allowedHosts.Contains($"{host}:{port}", StringComparer.OrdinalIgnoreCase);

    private static async Task<Stream> OpenAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
