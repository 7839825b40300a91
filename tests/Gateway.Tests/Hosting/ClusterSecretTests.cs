using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Jobs.Submissions;
using Downstream.Silo.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Downstream.Gateway.Tests.Hosting;

/// <summary>The secret that job ids are made with, as members find it in the state store.</summary>
public sealed class ClusterSecretTests : IDisposable
{
    private const int Members = 16;

    private readonly string _folder = Directory.CreateTempSubdirectory("downstream-secret-").FullName;
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_that_race_for_the_first_one_agree_and_a_restart_finds_it()
    {
        byte[] agreed;
        using (var store = EmbeddedStore.Start(_folder))
        {
            await using var first = Connection(store.Configuration);
            await first.GetAsync();
            var secrets = await Task.WhenAll(Enumerable.Range(0, Members).Select(_ => Task.Run(() => Secret(first, "one").GetAsync(Cancellation).AsTask())));
            agreed = secrets[0];
            Assert.Equal(32, agreed.Length);
            Assert.All(secrets, secret => Assert.Equal(agreed, secret));
            Assert.NotEqual(agreed, await Secret(first, "another cluster").GetAsync(Cancellation));
        }

        using var again = EmbeddedStore.Start(_folder);
        await using var second = Connection(again.Configuration);
        Assert.Equal(agreed, await Secret(second, "one").GetAsync(Cancellation));
    }

    [Fact]
    public async Task Members_agree_again_after_the_store_was_emptied_under_them()
    {
        using var store = EmbeddedStore.Start(_folder);
        await using var connection = Connection(store.Configuration);
        var (old, late) = (Secret(connection, "one"), Secret(connection, "one"));
        var before = await old.GetAsync(Cancellation);
        await (await connection.GetAsync()).GetDatabase().ExecuteAsync("FLUSHALL");

        var fresh = await late.GetAsync(Cancellation);
        Assert.NotEqual(before, fresh);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(fresh, await old.GetAsync(Cancellation));
    }

    [Fact]
    public async Task A_store_that_is_away_is_waited_for_a_while_only()
    {
        var port = EmbeddedStore.FreePort();
        var away = new ConfigurationOptions { EndPoints = { { "127.0.0.1", port } }, ConnectRetry = 0 };
        await using var connection = Connection(away);
        var asked = Secret(connection, "one").GetAsync(Cancellation).AsTask();
        _time.Advance(TimeSpan.FromSeconds(5));
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => asked);
        Assert.True(ClusterFailures.IsUnavailable(failure), failure.ToString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private RedisConnection Connection(ConfigurationOptions configuration) => new(configuration, _time, NullLogger<RedisConnection>.Instance);

    private RedisClusterSecret Secret(RedisConnection connection, string clusterId) => new(connection, clusterId, _time);
}
