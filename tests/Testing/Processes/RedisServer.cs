using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Downstream.Testing.Processes;

/// <summary>A real <c>redis-server</c> with an append-only file in a folder of its own, on a free port of loopback.</summary>
/// <param name="settings">Arguments beyond those that every test needs; they win.</param>
public sealed class RedisServer(params string[] settings) : ProcessHost("redis-server")
{
    private const string Program = "redis-server";

    private readonly TempFolder _folder = new();

    public int Port { get; } = FreePort.Next();

    /// <summary>To be given as <c>REDIS_URL</c>.</summary>
    public string Url => $"redis://127.0.0.1:{Port}";

    /// <summary>Starts a server, or skips the test, with the reason, where it is not installed.</summary>
    public static async Task<RedisServer> StartNewAsync(CancellationToken cancellationToken, params string[] settings)
    {
        var server = new RedisServer(settings);
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch (Win32Exception)
        {
            await server.DisposeAsync();
            Assert.Skip($"{Program} is not installed");
            throw;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    protected override ProcessStartInfo Command() => new(
        Program,
        [
            "--bind", "127.0.0.1",
            "--port", Port.ToString(CultureInfo.InvariantCulture),
            "--appendonly", "yes",
            "--appendfsync", "everysec",
            "--save", string.Empty,
            "--dir", _folder.Path,
            .. settings,
        ])
    {
        WorkingDirectory = _folder.Path,
    };

    protected override async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
            var answer = new byte[16];
            var length = await stream.ReadAsync(answer, cancellationToken);
            return Encoding.ASCII.GetString(answer, 0, length).StartsWith("+PONG", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return false;
        }
    }

    protected override ValueTask CleanUpAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
