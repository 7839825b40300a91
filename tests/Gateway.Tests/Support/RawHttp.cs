using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Downstream.Gateway.Tests.Support;

/// <summary>Sends bytes that no HTTP client would, and reads what comes back until the connection ends.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <returns>The status, or 0 when the server just closed; the head and the body.</returns>
    /// <param name="address">Where to.</param>
    /// <param name="request">What to send.</param>
    /// <param name="closes">Whether nothing more will come is said at once; otherwise the server has to end the connection.</param>
    public static async Task<(int Status, string Head, string Body)> SendAsync(Uri address, byte[] request, bool closes = true)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, limit.Token);
        var stream = socket.GetStream();
        var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(request, limit.Token);
            if (closes)
                socket.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(answer, limit.Token);
        }
        catch (IOException)
        {
            // The server refused and closed before it had read everything.
        }

        var text = Encoding.UTF8.GetString(answer.ToArray());
        if (!text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            return (0, "", "");

        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text[..end], text[(end + 4)..]);
    }
}
