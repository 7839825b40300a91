using System.Net.Sockets;
using System.Text;
using Downstream.Gateway.Tests.Support;

namespace Downstream.Gateway.Tests.Events.Streams;

/// <summary>A connection that keeps every byte that came on it.</summary>
internal sealed class RawStream : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly StringBuilder _text = new();

    public Socket Socket { get; } = new(SocketType.Stream, ProtocolType.Tcp);

    public static async Task<RawStream> OpenAsync(Uri url, string request)
    {
        var client = new RawStream();
        using var deadline = Deadline();
        try
        {
            await client.Socket.ConnectAsync(url.Host, url.Port, deadline.Token);
            await client.SendAsync(request);
        }
        catch (SocketException closed) when (IsClosed(closed))
        {
            // Closed before it was written, or even before the connection was reported.
        }

        return client;
    }

    public async Task SendAsync(string text)
    {
        using var deadline = Deadline();
        await Socket.SendAsync(Encoding.ASCII.GetBytes(text), deadline.Token);
    }

    public async Task UntilAsync(string text) => Assert.True(await TryUntilAsync(text), $"the connection ended after: {_text}");

    /// <summary>Reads until this has come; false when the connection ends before.</summary>
    public async Task<bool> TryUntilAsync(string text)
    {
        while (!_text.ToString().Contains(text, StringComparison.Ordinal))
        {
            if (!await ReadAsync())
                return false;
        }

        return true;
    }

    /// <summary>All that came until the server closed the connection.</summary>
    public async Task<(string Head, string Body)> ToEndAsync()
    {
        while (await ReadAsync())
        {
        }

        var text = _text.ToString();
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (text[..(end + 2)], text[(end + 4)..]);
    }

    public void Dispose() => Socket.Dispose();

    private async Task<bool> ReadAsync()
    {
        using var deadline = Deadline();
        try
        {
            var count = await Socket.ReceiveAsync(_buffer, deadline.Token);
            _text.Append(Encoding.ASCII.GetString(_buffer, 0, count));
            return count > 0;
        }
        catch (SocketException closed) when (IsClosed(closed))
        {
            return false;
        }
    }

    private static bool IsClosed(SocketException exception) =>
        exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.NotConnected;

    private static CancellationTokenSource Deadline()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(TestGateway.Deadline);
        return source;
    }
}
