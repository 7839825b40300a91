namespace Downstream.Gateway.Jobs.Submissions;

/// <summary>What the members of the cluster know and nobody else: names that others must not be able to compute are made with it.</summary>
internal interface IClusterSecret
{
    /// <summary>The secret, the same on every member and through restarts.</summary>
    /// <exception cref="StackExchange.Redis.RedisException">The store does not answer.</exception>
    /// <exception cref="TimeoutException">The store does not answer in time.</exception>
    ValueTask<byte[]> GetAsync(CancellationToken cancellationToken);
}
