using Downstream.Grains;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Downstream.Silo.Hosting;

/// <summary>The time to live of state in Redis, under the keys of Orleans' provider.</summary>
internal sealed class RedisStateLifetime(RedisConnection redis, IOptions<ClusterOptions> cluster, TimeProvider time) : IStateLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The key of a grain's state: the provider's own default, written down since more than the provider uses it.</summary>
    public static RedisKey Key(string serviceId, string stateName, GrainId grainId) => $"{serviceId}/state/{grainId}/{stateName}";

    public async Task ExpireAsync(string stateName, GrainId grainId, TimeSpan lifetime) =>
        await (await DatabaseAsync()).KeyExpireAsync(Key(cluster.Value.ServiceId, stateName, grainId), lifetime).WaitAsync(Limit, time);

    public async Task KeepAsync(string stateName, GrainId grainId) =>
        await (await DatabaseAsync()).KeyPersistAsync(Key(cluster.Value.ServiceId, stateName, grainId)).WaitAsync(Limit, time);

    private async Task<IDatabase> DatabaseAsync() => (await redis.GetAsync().WaitAsync(Limit, time)).GetDatabase();
}
