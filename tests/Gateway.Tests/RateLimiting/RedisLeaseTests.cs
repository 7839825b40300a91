using Downstream.Testing.Processes;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Downstream.Gateway.Tests.RateLimiting;

/// <summary>On a real Redis.</summary>
public sealed class RedisLeaseTests : LeaseSuite
{
    private RedisServer? _server;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_given_up_after_five_seconds()
    {
        var time = new FakeTimeProvider();
        await using var nowhere = Connect(new ConfigurationOptions { EndPoints = { { "127.0.0.1", FreePort.Next() } } }, time);
        var lease = On(nowhere, time: time).TakeAsync("192.0.2.1", 1, Limit(1));
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(lease.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await Assert.ThrowsAsync<TimeoutException>(() => lease.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    protected override async Task<ConfigurationOptions> StartAsync()
    {
        _server = await RedisServer.StartNewAsync(TestContext.Current.CancellationToken);
        return new ConfigurationOptions { EndPoints = { { "127.0.0.1", _server.Port } } };
    }
}
