using System.Net;
using Downstream.Gateway.Callers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Downstream.Gateway.Hosting;

/// <summary>
/// Lets connections in within their bounds, and gives up those that stay silent: the server's own limit for a head
/// counts from its first byte only. Like the server's own limits this one is of the system's clock. A trusted proxy is one
/// address for many clients, and not bounded by itself.
/// </summary>
internal sealed partial class ConnectionGate(ListeningOptions options, ConnectionBounds bounds, ILogger<ConnectionGate> logger)
{
    private static readonly TimeSpan SayAgainAfter = TimeSpan.FromMinutes(1);

    private readonly Places _places = new(bounds.All, bounds.PerAddress);
    private long _saidAt;

    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        var key = IsTrusted(address) ? $"proxy {connection.ConnectionId}" : RemoteAddress.Of(address);
        if (IsOneTooMany(connection))
        {
            Refused(key, PlaceEntry.ProcessFull);
            connection.Abort();
            return;
        }

        if (_places.TryEnter(key) is not PlaceEntry.Entered and var full)
        {
            Refused(key, full);
            connection.Abort();
            return;
        }

        try
        {
            if (await SpeaksAsync(connection))
                await next(connection);
            else
                connection.Abort();
        }
        finally
        {
            _places.Leave(key);
        }
    }

    private bool IsOneTooMany(ConnectionContext connection) =>
        connection.Features.Get<IConnectionSocketFeature>() is { Socket: var socket } && bounds.IsOneTooMany(socket.Handle);

    /// <summary>Waits for the first byte, and leaves it to the server.</summary>
    private async Task<bool> SpeaksAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        using var limit = new CancellationTokenSource(bounds.Silence);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, connection.ConnectionClosed);
        try
        {
            var read = await input.ReadAsync(either.Token);
            input.AdvanceTo(read.Buffer.Start);
            return !read.IsCanceled && (read.Buffer.Length > 0 || !read.IsCompleted);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            return false;
        }
    }

    private bool IsTrusted(IPAddress? address)
    {
        if (address is null)
            return false;

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return options.TrustedProxies.Any(network => network.Contains(plain));
    }

    private void Refused(string key, PlaceEntry full)
    {
        var now = TimeProvider.System.GetTimestamp();
        var said = Interlocked.Read(ref _saidAt);
        if ((said != 0 && TimeProvider.System.GetElapsedTime(said, now) < SayAgainAfter) || Interlocked.CompareExchange(ref _saidAt, now, said) != said)
            return;

        if (full == PlaceEntry.AddressFull)
            LogAddressFull(key, bounds.PerAddress);
        else
            LogFull(_places.Taken);
    }

    [LoggerMessage(2601, LogLevel.Warning, "Connections of {Address} are closed at once: it holds {Bound}, as many as it may")]
    private partial void LogAddressFull(string address, int bound);

    [LoggerMessage(2602, LogLevel.Warning, "Connections are closed at once: {Open} are open, as many as there is room for")]
    private partial void LogFull(int open);
}
