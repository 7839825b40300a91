using StackExchange.Redis;

namespace Downstream.Cluster.Tests.Fixtures;

/// <summary>The jobs and the states of grains that the store has.</summary>
internal static class StateKeys
{
    public static IAsyncEnumerable<string> OfAsync(ConnectionMultiplexer redis) =>
        redis.GetServers()[0].KeysAsync(pattern: "*").Select(key => key.ToString())
            .Where(key => key.Contains("/state/", StringComparison.Ordinal) || key.Contains("/jobs/", StringComparison.Ordinal));
}
