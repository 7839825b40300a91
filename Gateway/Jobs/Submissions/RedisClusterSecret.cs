using System.Security.Cryptography;
using Downstream.Grains.Jobs.Store;
using Downstream.Silo.Hosting;
using StackExchange.Redis;

namespace Downstream.Gateway.Jobs.Submissions;

/// <summary>
/// The cluster's secret in its state store, made by the first member that needs it. It has no time to live. It is read
/// again every minute, so that members agree also after the store was emptied under them.
/// </summary>
internal sealed class RedisClusterSecret(RedisConnection redis, string clusterId, TimeProvider time) : IClusterSecret
{
    private const int Bytes = 32;

    private static readonly TimeSpan TrustFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly RedisKey _key = $"downstream/secret/{clusterId}";
    private volatile Known? _known;

    public async ValueTask<byte[]> GetAsync(CancellationToken cancellationToken)
    {
        var known = _known;
        if (known is not null && time.GetElapsedTime(known.At) < TrustFor)
            return known.Secret;

        var secret = await RedisCalls.AskAsync(() => ReadAsync(known?.Secret ?? RandomNumberGenerator.GetBytes(Bytes))).WaitAsync(Limit, time, cancellationToken);
        _known = new Known(secret, time.GetTimestamp());
        return secret;
    }

    /// <summary>What is there; where there is nothing, the proposal, unless another member was faster with its own.</summary>
    private async Task<byte[]> ReadAsync(byte[] proposal)
    {
        var database = (await redis.GetAsync()).GetDatabase();
        if ((byte[]?)await database.StringGetAsync(_key) is { Length: Bytes } there)
            return there;

        return await database.StringSetAsync(_key, proposal, when: When.NotExists)
            ? proposal
            : (byte[]?)await database.StringGetAsync(_key) ?? throw new TimeoutException("The cluster's secret went away while it was read.");
    }

    private sealed record Known(byte[] Secret, long At);
}
