using System.Net;
using System.Net.Sockets;

namespace Downstream.Benchmarks.Load;

/// <summary>A connection to loopback that is read and written by its descriptor.</summary>
internal sealed class ClientSocket : IDisposable
{
    private readonly Socket _socket;

    public ClientSocket(int port)
    {
        // Closed by a reset: thousands of connections in TIME_WAIT would use up the ports of the next run.
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            LingerState = new LingerOption(true, 0),
        };
        _socket.Connect(IPAddress.Loopback, port);
        Descriptor = (int)_socket.Handle;
    }

    public int Descriptor { get; }

    public void Dispose() => _socket.Dispose();
}
