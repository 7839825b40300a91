using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs.Rules;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;

namespace Downstream.Grains.Jobs.Store;

/// <summary>
/// A job is one hash; the commit that ends it gives it its time to live. What writes a job writes the index of those that
/// are unfinished too: after the job's own key, that of its part.
/// </summary>
internal sealed class RedisJobStore(RedisDatabase redis, Serializer serializer, IOptions<ClusterOptions> cluster, TimeProvider time) : IJobStore
{
    // One step for whoever reads. In the embedded store's log each command is a record of its own, and a killed process may
    // leave only the first of them: so they come in an order that has no unfinished job outside the index at any place, and
    // no ended one that is kept for good, and what makes the job another is one command.

    /// <summary>The job's id, when somebody has to look at it, and the fields to set.</summary>
    private const string Insert = """
        if redis.call('EXISTS', KEYS[1]) == 1 then return redis.call('HGETALL', KEYS[1]) end
        redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
        redis.call('HSET', KEYS[1], unpack(ARGV, 3))
        return false
        """;

    /// <summary>
    /// The job's id, when somebody has to look at it (empty: as it is), the version that must be there, the milliseconds to
    /// live (0: for good, empty: as it is), and the fields to set.
    /// </summary>
    private const string Commit = """
        if redis.call('HGET', KEYS[1], 'v') ~= ARGV[3] then return 0 end
        if ARGV[4] ~= '' and ARGV[4] ~= '0' then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
        if ARGV[2] ~= '' then redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1]) end
        redis.call('HSET', KEYS[1], unpack(ARGV, 5))
        if ARGV[4] == '0' then redis.call('PERSIST', KEYS[1]) end
        return 1
        """;

    /// <summary>The job's id, and the version that it may go with.</summary>
    private const string Leave = """
        local version = redis.call('HGET', KEYS[1], 'v')
        if not version or version == ARGV[2] then redis.call('ZREM', KEYS[2], ARGV[1]) end
        """;

    private readonly JobFields _fields = new(serializer);

    public async Task<Job?> ReadAsync(Guid jobId)
    {
        var fields = await redis.AskAsync(database => database.HashGetAllAsync(Keys(jobId)[0]), time);
        return fields.Length > 0 ? _fields.Read(fields) : null;
    }

    public async Task<Job?> InsertAsync(Guid jobId, Job job)
    {
        RedisValue[] arguments = [Id(jobId), Milliseconds(LookAt(job)), .. Flat(_fields.Between(before: null, job))];
        var found = await redis.AskAsync(database => database.ScriptEvaluateAsync(Insert, Keys(jobId), arguments), time);
        if (found.IsNull)
            return null;

        var values = (RedisValue[])found!;
        return _fields.Read([.. values.Chunk(2).Select(pair => new HashEntry(pair[0], pair[1]))]);
    }

    public async Task CommitAsync(Guid jobId, Job before, Job after, TimeSpan lifetime)
    {
        RedisValue[] arguments =
            [Id(jobId), NextLook(before, after), JobFields.VersionOf(before), TimeToLive(before, after, lifetime), .. Flat(_fields.Between(before, after))];
        if ((int)await redis.AskAsync(database => database.ScriptEvaluateAsync(Commit, Keys(jobId), arguments), time) == 0)
            throw new InconsistentStateException($"Job {jobId} was written by somebody else, or is gone.");
    }

    public Task LeaveUnfinishedAsync(Guid jobId, Job job) =>
        redis.AskAsync(database => database.ScriptEvaluateAsync(Leave, Keys(jobId), [Id(jobId), JobFields.VersionOf(job)]), time);

    private static RedisValue TimeToLive(Job before, Job after, TimeSpan lifetime) => (before.Status.IsTerminal(), after.Status.IsTerminal()) switch
    {
        (false, true) => (long)lifetime.TotalMilliseconds,
        (true, false) => 0,
        _ => RedisValue.EmptyString,
    };

    /// <summary>Nobody looks later at what has ended than it was to be looked at before: winding it up may be left to that.</summary>
    private static RedisValue NextLook(Job before, Job after) => (before.Status.IsTerminal(), after.Status.IsTerminal()) switch
    {
        (true, true) => RedisValue.EmptyString,
        (true, false) => Milliseconds(LookAt(after)),
        (false, true) when after.FinishedAt >= LookAt(before) => RedisValue.EmptyString,
        _ => LookAt(after) == LookAt(before) ? RedisValue.EmptyString : Milliseconds(LookAt(after)),
    };

    /// <summary>When the first of its files is due, and for one that waits for none at once.</summary>
    private static DateTimeOffset LookAt(Job job)
    {
        var due = job.Status.IsTerminal() ? [] : job.Files.Where(file => !file.IsSettled).Select(file => file.DueAt);
        return due.DefaultIfEmpty(job.FinishedAt ?? job.Files.Max(file => file.SettledAt) ?? job.RunAt).Min();
    }

    private static RedisValue Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static RedisValue Id(Guid jobId) => $"{jobId:N}";

    private static IEnumerable<RedisValue> Flat(List<HashEntry> fields) => fields.SelectMany(field => (RedisValue[])[field.Name, field.Value]);

    private RedisKey[] Keys(Guid jobId) =>
        [JobKeys.Job(cluster.Value.ServiceId, jobId), JobKeys.Unfinished(cluster.Value.ServiceId, JobKeys.PartOf(jobId))];
}
