using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Downstream.Testing.Processes;

/// <summary>Ports of loopback that nothing listens on.</summary>
public static class FreePort
{
    // Below the ports that the system gives to outgoing connections: one of those must not take the port of a
    // process while it is down between a kill and its restart.
    private const int First = 20_000;
    private const int Last = 30_000;
    private const int Attempts = 200;

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>A port that this process has not given out before.</summary>
    public static int Next()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var port = Random.Shared.Next(First, Last);
            if (IsFree(port) && Given.TryAdd(port, true))
                return port;
        }

        throw new InvalidOperationException($"No port from {First} to {Last} is free.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
