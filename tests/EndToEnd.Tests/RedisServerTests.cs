using System.Net.Sockets;
using System.Text;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests;

/// <summary>The server behind the tests of a cluster keeps its word across a crash.</summary>
public sealed class RedisServerTests
{
    [Fact]
    public async Task What_was_written_is_there_after_a_kill()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var server = await RedisServer.StartNewAsync(cancellationToken);
        Assert.Equal("+OK", await AskAsync(server, "SET job accepted", cancellationToken));

        await server.KillAsync();
        await server.StartAsync(cancellationToken);

        Assert.Equal("$8", await AskAsync(server, "GET job", cancellationToken));
    }

    private static async Task<string?> AskAsync(RedisServer server, string command, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port, cancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync(cancellationToken);
    }
}
