using Downstream.Grains.Jobs.Store;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Downstream.Silo.Hosting;

/// <summary>Whether the grains' state can be kept: a Redis that is out of memory or a replica still answers reads.</summary>
internal sealed class StateCheck(RedisConnection redis, IOptions<ClusterOptions> cluster, TimeProvider time) : IHealthCheck
{
    public const string Name = "state";

    /// <summary>How long each check of a process' health may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await WriteAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }

    /// <summary>Throws when the state cannot be kept.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var connection = await redis.GetAsync().WaitAsync(cancellationToken);
        await RedisCalls.AskAsync(() => connection.GetDatabase()
            .StringSetAsync($"downstream/probe/{cluster.Value.ClusterId}", time.GetUtcNow().ToUnixTimeSeconds(), Lifetime))
            .WaitAsync(cancellationToken);
    }
}
