using Downstream.Testing.Processes;
using StackExchange.Redis;

namespace Downstream.Cluster.Tests.Jobs.Store;

/// <summary>On a real Redis.</summary>
public sealed class RedisJobStoreTests : JobStoreSuite
{
    private RedisServer? _server;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    protected override async Task<ConfigurationOptions> StartAsync()
    {
        _server = await RedisServer.StartNewAsync(TestContext.Current.CancellationToken);
        return new ConfigurationOptions { EndPoints = { { "127.0.0.1", _server.Port } } };
    }
}
