using Downstream.Grains;
using Downstream.Grains.Jobs.Store;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Downstream.Silo.Hosting;

/// <summary>The time to live of state in Redis, under the keys of Orleans' provider.</summary>
internal sealed class RedisStateLifetime(RedisDatabase redis, IOptions<ClusterOptions> cluster, TimeProvider time) : IStateLifetime
{
    /// <summary>The key of a grain's state: the provider's own default, written down since more than the provider uses it.</summary>
    public static RedisKey Key(string serviceId, string stateName, GrainId grainId) => $"{serviceId}/state/{grainId}/{stateName}";

    public Task ExpireAsync(string stateName, GrainId grainId, TimeSpan lifetime) =>
        redis.AskAsync(database => database.KeyExpireAsync(Key(cluster.Value.ServiceId, stateName, grainId), lifetime), time);

    public Task KeepAsync(string stateName, GrainId grainId) =>
        redis.AskAsync(database => database.KeyPersistAsync(Key(cluster.Value.ServiceId, stateName, grainId)), time);
}
