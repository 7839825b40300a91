using System.Net;
using System.Net.Sockets;

namespace Downstream.Grains.Tests.Storage;

/// <summary>A server whose queue of connections is full: the system drops whatever comes, as a firewall does.</summary>
internal sealed class CrowdedServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _queued = [];

    private CrowdedServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1);
    }

    public Uri Address => new($"http://{_listener.LocalEndPoint}");

    public static async Task<CrowdedServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = new CrowdedServer();
        while (await server.TakesOneMoreAsync(cancellationToken))
        {
        }

        return server;
    }

    public void Dispose()
    {
        foreach (var socket in _queued)
            socket.Dispose();

        _listener.Dispose();
    }

    private async Task<bool> TakesOneMoreAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _queued.Add(socket);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await socket.ConnectAsync(_listener.LocalEndPoint!, limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
