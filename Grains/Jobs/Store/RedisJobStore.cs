using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs.Rules;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;

namespace Downstream.Grains.Jobs.Store;

/// <summary>A job is one hash; the one that ends it gives it its time to live.</summary>
internal sealed class RedisJobStore(RedisDatabase redis, Serializer serializer, IOptions<ClusterOptions> cluster, TimeProvider time) : IJobStore
{
    private const string Insert = """
        if redis.call('EXISTS', KEYS[1]) == 1 then return redis.call('HGETALL', KEYS[1]) end
        redis.call('HSET', KEYS[1], unpack(ARGV))
        return false
        """;

    /// <summary>The version that must be there, the milliseconds to live (0: for good, empty: as it is), how many fields to remove, those, and those to set.</summary>
    private const string Commit = """
        if redis.call('HGET', KEYS[1], 'v') ~= ARGV[1] then return 0 end
        local set = 4 + ARGV[3]
        if set > 4 then redis.call('HDEL', KEYS[1], unpack(ARGV, 4, set - 1)) end
        redis.call('HSET', KEYS[1], unpack(ARGV, set))
        if ARGV[2] == '0' then redis.call('PERSIST', KEYS[1]) elseif ARGV[2] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
        return 1
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly JobFields _fields = new(serializer);

    public async Task<Job?> ReadAsync(Guid jobId)
    {
        var fields = await AskAsync(database => database.HashGetAllAsync(Key(jobId)));
        return fields.Length > 0 ? _fields.Read(fields) : null;
    }

    public async Task<Job?> InsertAsync(Guid jobId, Job job)
    {
        RedisValue[] arguments = [.. Flat(_fields.Between(before: null, job).Set)];
        var found = await AskAsync(database => database.ScriptEvaluateAsync(Insert, [Key(jobId)], arguments));
        if (found.IsNull)
            return null;

        var values = (RedisValue[])found!;
        return _fields.Read([.. values.Chunk(2).Select(pair => new HashEntry(pair[0], pair[1]))]);
    }

    public async Task CommitAsync(Guid jobId, Job before, Job after, TimeSpan lifetime)
    {
        var (set, removed) = _fields.Between(before, after);
        RedisValue[] arguments = [JobFields.VersionOf(before), TimeToLive(before, after, lifetime), removed.Count, .. removed, .. Flat(set)];
        if ((int)await AskAsync(database => database.ScriptEvaluateAsync(Commit, [Key(jobId)], arguments)) == 0)
            throw new InconsistentStateException($"Job {jobId} was written by somebody else, or is gone.");
    }

    private static RedisValue TimeToLive(Job before, Job after, TimeSpan lifetime) => (before.Status.IsTerminal(), after.Status.IsTerminal()) switch
    {
        (false, true) => (long)lifetime.TotalMilliseconds,
        (true, false) => 0,
        _ => RedisValue.EmptyString,
    };

    private static IEnumerable<RedisValue> Flat(List<HashEntry> fields) => fields.SelectMany(field => (RedisValue[])[field.Name, field.Value]);

    private RedisKey Key(Guid jobId) => $"{cluster.Value.ServiceId}/jobs/{jobId:N}";

    private async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask) => await ask(await redis().WaitAsync(Limit, time)).WaitAsync(Limit, time);
}
