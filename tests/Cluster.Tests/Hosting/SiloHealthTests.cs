using Downstream.Cluster.Tests.Fixtures;
using Downstream.Silo.Hosting;
using Downstream.Testing.Processes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Downstream.Cluster.Tests.Hosting;

public sealed class SiloHealthTests(JobCluster cluster) : IClassFixture<JobCluster>
{
    [Fact]
    public async Task A_silo_whose_redis_takes_no_write_is_not_healthy()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var server = await RedisServer.StartNewAsync(cancellation);
        var configuration = ConfigurationOptions.Parse($"127.0.0.1:{server.Port},allowAdmin=true");
        var silo = new OnServer(cluster.Cluster.GetSiloServiceProvider(), configuration);
        await using var _ = silo.Connection;
        var redis = (await silo.Connection.GetAsync()).GetServers()[0];
        Assert.Equal(StatusCodes.Status200OK, await LookAsync());

        await redis.ConfigSetAsync("maxmemory", "1000");
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, await LookAsync());
        await redis.ConfigSetAsync("maxmemory", "0");
        Assert.Equal(StatusCodes.Status200OK, await LookAsync());

        // One that is new, since an answer is shared for a while.
        async Task<int> LookAsync() =>
            ((IStatusCodeHttpResult)await new SiloHealth(silo).HandleAsync(cancellation)).StatusCode ?? StatusCodes.Status200OK;
    }

    /// <summary>A silo's services, with its state on another server.</summary>
    private sealed class OnServer(IServiceProvider silo, ConfigurationOptions server) : IServiceProvider
    {
        public RedisConnection Connection { get; } = ActivatorUtilities.CreateInstance<RedisConnection>(silo, server);

        public object? GetService(Type serviceType) => serviceType == typeof(StateCheck)
            ? ActivatorUtilities.CreateInstance<StateCheck>(silo, Connection)
            : silo.GetService(serviceType);
    }
}
