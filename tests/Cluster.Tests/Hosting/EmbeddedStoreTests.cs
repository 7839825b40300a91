using System.Net;
using System.Net.Sockets;
using System.Text;
using Downstream.Silo.Hosting;
using StackExchange.Redis;

namespace Downstream.Cluster.Tests.Hosting;

public sealed class EmbeddedStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("downstream-store-").FullName;
    private readonly TcpListener _other = new(IPAddress.Loopback, 0);

    public EmbeddedStoreTests() => _other.Start();

    private int TakenPort => ((IPEndPoint)_other.LocalEndpoint).Port;

    [Fact]
    public async Task A_port_that_another_process_took_at_the_last_moment_is_left_to_it()
    {
        await WriteAsync("before", EmbeddedStore.FreePort);
        var ports = new Queue<int>([TakenPort, TakenPort, EmbeddedStore.FreePort()]);

        await WriteAsync("after", ports.Dequeue);

        Assert.Empty(ports);
    }

    [Fact]
    public void Without_a_free_port_it_does_not_try_for_ever()
    {
        var tries = 0;

        var failure = Assert.ThrowsAny<Exception>(() => EmbeddedStore.Start(_folder, () =>
        {
            tries++;
            return TakenPort;
        }));

        Assert.Equal(SocketError.AddressAlreadyInUse, Assert.IsType<SocketException>(failure.GetBaseException()).SocketErrorCode);
        Assert.Equal(5, tries);
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nContent-Type: text/plain\r\nContent-Length: 23\r\n\r\n*1\r\n$8\r\nFLUSHALL\r\n")]
    [InlineData("*1\r\n$8\r\nFLUSHALL\r\n")]
    [InlineData("*3\r\n$3\r\nSET\r\n$4\r\nkept\r\n$4\r\nlost\r\n")]
    [InlineData("*2\r\n$3\r\nDEL\r\n$4\r\nkept\r\n")]
    [InlineData("*2\r\n$4\r\nAUTH\r\n$0\r\n\r\n*1\r\n$8\r\nFLUSHALL\r\n")]
    public async Task Who_does_not_know_the_password_changes_nothing(string request)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var store = EmbeddedStore.Start(_folder);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(store.Configuration);
        await connection.GetDatabase().StringSetAsync("kept", "whole");

        using var stranger = new TcpClient();
        await stranger.ConnectAsync((IPEndPoint)store.Configuration.EndPoints[0], cancellationToken);
        var stream = stranger.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
        stranger.Client.Shutdown(SocketShutdown.Send);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using var answer = new StreamReader(stream);
        var text = await answer.ReadToEndAsync(limit.Token);

        Assert.DoesNotContain("+OK", text, StringComparison.Ordinal);
        Assert.Equal("whole", await connection.GetDatabase().StringGetAsync("kept"));
    }

    [Fact]
    public async Task A_client_without_the_password_is_refused()
    {
        using var store = EmbeddedStore.Start(_folder);
        var configuration = store.Configuration.Clone();
        configuration.Password = null;
        configuration.ConnectRetry = 1;

        var refusal = await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(configuration));

        Assert.Equal(ConnectionFailureType.AuthenticationFailure, refusal.FailureType);
    }

    [Fact]
    public void Every_start_has_another_password()
    {
        string First()
        {
            using var store = EmbeddedStore.Start(_folder);
            return store.Configuration.Password!;
        }

        Assert.NotEqual(First(), First());
    }

    public void Dispose()
    {
        _other.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Starts the store, which must have what was written before, and writes.</summary>
    private async Task WriteAsync(string key, Func<int> nextPort)
    {
        using var store = EmbeddedStore.Start(_folder, nextPort);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(store.Configuration);
        var database = connection.GetDatabase();
        Assert.Equal(key == "before" ? RedisValue.Null : "there", await database.StringGetAsync("before"));
        Assert.True(await database.StringSetAsync(key, "there"));
    }
}
