using System.Net.Sockets;
using System.Text;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests;

/// <summary>What a member says of the Redis server that it stands on.</summary>
public sealed class RedisFoundationTests
{
    [Fact]
    public async Task A_server_that_could_lose_accepted_jobs_is_called_that_at_the_start()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var redis = await RedisServer.StartNewAsync(cancellationToken, "--appendonly", "no", "--maxmemory-policy", "volatile-lru");
        var process = new GatewayProcess([("REDIS_URL", redis.Url), ("SILO_ADDRESS", "127.0.0.1")]);
        await using var gateway = new RunningGateway(process);
        process.Launch();

        await Poll.UntilAsync(
            () => Task.FromResult(Says(process, "append-only file") && Says(process, "volatile-lru")),
            Poll.Limit,
            cancellationToken,
            () => process.Output.ToString()!);
    }

    [Fact]
    public async Task A_server_that_takes_no_writes_is_not_healthy()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var redis = await RedisServer.StartNewAsync(cancellationToken);
        var process = new GatewayProcess([("REDIS_URL", redis.Url), ("SILO_ADDRESS", "127.0.0.1")]);
        await using var gateway = new RunningGateway(process);
        process.Launch();
        await StateAsync("ok");

        await AskAsync(redis, "CONFIG SET maxmemory 1000", cancellationToken);
        await StateAsync("error");
        await AskAsync(redis, "CONFIG SET maxmemory 0", cancellationToken);
        await StateAsync("ok");
        await AskAsync(redis, $"REPLICAOF 127.0.0.1 {FreePort.Next()}", cancellationToken);
        await StateAsync("error");

        Task StateAsync(string state) => Poll.AnswerAsync(
            gateway.Http, "/health", answer => answer.Body.Contains($"\"state\":\"{state}\"", StringComparison.Ordinal), cancellationToken);
    }

    private static bool Says(GatewayProcess process, string words) =>
        process.Output.Lines.Any(line => line.Contains(words, StringComparison.Ordinal));

    private static async Task AskAsync(RedisServer server, string command, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port, cancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
        using var reader = new StreamReader(client.GetStream());
        Assert.Equal("+OK", await reader.ReadLineAsync(cancellationToken));
    }
}
