using System.Net;
using System.Net.Sockets;
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
