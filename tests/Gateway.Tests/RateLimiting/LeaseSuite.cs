using System.Diagnostics;
using Downstream.Gateway.RateLimiting;
using Downstream.Silo.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Downstream.Gateway.Tests.RateLimiting;

/// <summary>What a shared window promises, on each server that there is for it.</summary>
public abstract class LeaseSuite : IAsyncLifetime
{
    private const string Cluster = "suite";
    private const string Address = "192.0.2.1";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private RedisConnection[] _connections = [];

    private RedisLeases Leases => On(_connections[0]);

    public virtual async ValueTask InitializeAsync()
    {
        var configuration = await StartAsync();
        _connections = [Connect(configuration, TimeProvider.System), Connect(configuration, TimeProvider.System)];
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var connection in _connections)
            await connection.DisposeAsync();
    }

    /// <summary>Starts the server.</summary>
    protected abstract Task<ConfigurationOptions> StartAsync();

    [Fact]
    public async Task Gateways_that_race_for_one_window_get_its_limit_together()
    {
        var limit = Limit(100);
        var leases = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => On(_connections[i % 2]).TakeAsync(Address, 1, limit)))
            .WaitAsync(Deadline, TestContext.Current.CancellationToken);

        Assert.Equal(limit.MaxRequests, leases.Sum(lease => lease.Granted));
        Assert.All(leases, lease => Assert.InRange(lease.Granted, 0, limit.MaxRequests / 10));
        Assert.All(leases, lease => Assert.InRange(lease.Reset, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(25)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public async Task A_window_is_handed_out_as_the_tests_of_a_gateway_have_it(int most)
    {
        var (limit, model) = (Limit(most), new FakeWindow(TimeProvider.System));
        for (var call = 0; call < 60; call++)
        {
            var wanted = 1 + (call * 7 % 11);
            var (expected, lease) = (await model.TakeAsync(wanted, limit), await Leases.TakeAsync(Address, wanted, limit));
            Assert.Equal((expected.Granted, expected.Remaining), (lease.Granted, lease.Remaining));
        }
    }

    [Fact]
    public async Task A_window_begins_with_its_first_lease_and_no_other_makes_it_longer()
    {
        var first = await Leases.TakeAsync(Address, 1, Limit(100));
        Assert.Equal((10, 90, TimeSpan.FromHours(1)), (first.Granted, first.Remaining, first.Reset));

        var server = await DatabaseAsync();
        await server.KeyExpireAsync(Key, TimeSpan.FromMinutes(30));
        var second = await Leases.TakeAsync(Address, 1, Limit(100));
        Assert.Equal((10, 80), (second.Granted, second.Remaining));
        Assert.InRange(second.Reset, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(30));
        Assert.InRange((await server.KeyTimeToLiveAsync(Key))!.Value, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(30));
    }

    [Fact]
    public async Task A_window_that_has_ended_is_followed_by_a_whole_one()
    {
        var limit = Limit(1) with { Window = TimeSpan.FromMilliseconds(300) };
        var since = Stopwatch.StartNew();
        Assert.Equal(1, (await Leases.TakeAsync(Address, 1, limit)).Granted);

        using var deadline = new CancellationTokenSource(Deadline);
        RateLimitLease next;
        while ((next = await Leases.TakeAsync(Address, 1, limit)).Granted == 0)
        {
            Assert.InRange(next.Reset, TimeSpan.FromMilliseconds(1), limit.Window);
            deadline.Token.ThrowIfCancellationRequested();
        }

        Assert.InRange(since.Elapsed, limit.Window / 2, Deadline);
        Assert.Equal(limit.Window, next.Reset);
    }

    [Fact]
    public async Task Other_addresses_and_clusters_have_windows_of_their_own()
    {
        Assert.Equal(1, (await Leases.TakeAsync(Address, 1, Limit(1))).Granted);
        Assert.Equal(0, (await Leases.TakeAsync(Address, 1, Limit(1))).Granted);

        Assert.Equal(1, (await Leases.TakeAsync("2001:db8::/64", 1, Limit(1))).Granted);
        Assert.Equal(1, (await On(_connections[0], "other").TakeAsync(Address, 1, Limit(1))).Granted);
    }

    [Fact]
    public async Task A_window_that_lost_its_end_is_not_for_ever()
    {
        await Leases.TakeAsync(Address, 1, Limit(1));
        var server = await DatabaseAsync();
        await server.KeyPersistAsync(Key);

        var next = await Leases.TakeAsync(Address, 1, Limit(1));
        Assert.Equal((1, TimeSpan.FromHours(1)), (next.Granted, next.Reset));
        Assert.NotNull(await server.KeyTimeToLiveAsync(Key));
    }

    private protected static RedisConnection Connect(ConfigurationOptions server, TimeProvider time) => new(server, time, NullLogger<RedisConnection>.Instance);

    private protected static RedisLeases On(RedisConnection connection, string cluster = Cluster, TimeProvider? time = null) =>
        new(connection, Options.Create(new ClusterOptions { ClusterId = cluster }), time ?? TimeProvider.System);

    private protected static RateLimitOptions Limit(int most) => new() { MaxRequests = most, Window = TimeSpan.FromHours(1) };

    private static RedisKey Key => $"downstream/limits/{Cluster}/{Address}";

    private async Task<IDatabase> DatabaseAsync() => (await _connections[0].GetAsync()).GetDatabase();
}
