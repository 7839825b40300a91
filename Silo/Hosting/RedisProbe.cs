using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Downstream.Silo.Hosting;

/// <summary>Whether Redis takes a write: one that is out of memory or a replica still answers reads.</summary>
internal sealed class RedisProbe(RedisConnection redis, IOptions<ClusterOptions> cluster, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var connection = await redis.GetAsync().WaitAsync(cancellationToken);
        await connection.GetDatabase()
            .StringSetAsync($"downstream/probe/{cluster.Value.ClusterId}", time.GetUtcNow().ToUnixTimeSeconds(), Lifetime)
            .WaitAsync(cancellationToken);
    }
}
