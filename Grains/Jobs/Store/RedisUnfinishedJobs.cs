using Microsoft.Extensions.Options;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Downstream.Grains.Jobs.Store;

/// <summary>A part is one sorted set: job ids by the Unix time in milliseconds.</summary>
internal sealed class RedisUnfinishedJobs(RedisDatabase redis, IOptions<ClusterOptions> cluster, TimeProvider time) : IUnfinishedJobs
{
    /// <summary>The job's id.</summary>
    private const string Forget = "if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('ZREM', KEYS[2], ARGV[1]) end";

    public async Task<IReadOnlyList<DueJob>> DueAsync(int part, DateTimeOffset from, DateTimeOffset until, int most)
    {
        var (start, stop) = (from.ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds());
        var entries = await redis.AskAsync(database => database.SortedSetRangeByScoreWithScoresAsync(Key(part), start, stop, take: most), time);
        return [.. entries.Select(entry => new DueJob(Guid.ParseExact(entry.Element!, "N"), Time(entry)))];
    }

    public async Task<DateTimeOffset?> LastDueAsync(int part)
    {
        var last = await redis.AskAsync(database => database.SortedSetRangeByRankWithScoresAsync(Key(part), 0, 0, Order.Descending), time);
        return last is [var entry] ? Time(entry) : null;
    }

    public async Task<IReadOnlyList<Guid>> MissingAsync(IReadOnlyCollection<Guid> jobIds)
    {
        var missing = await Task.WhenAll(jobIds.GroupBy(JobKeys.PartOf).Select(async part =>
        {
            var ids = part.ToList();
            var scores = await redis.AskAsync(database => database.SortedSetScoresAsync(Key(part.Key), [.. ids.Select(id => (RedisValue)$"{id:N}")]), time);
            return ids.Where((_, place) => scores[place] is null);
        }));
        return [.. missing.SelectMany(ids => ids)];
    }

    public Task ForgetAsync(Guid jobId) => redis.AskAsync(
        database => database.ScriptEvaluateAsync(
            Forget, [JobKeys.Job(cluster.Value.ServiceId, jobId), Key(JobKeys.PartOf(jobId))], [$"{jobId:N}"]),
        time);

    private static DateTimeOffset Time(SortedSetEntry entry) => DateTimeOffset.FromUnixTimeMilliseconds((long)entry.Score);

    private RedisKey Key(int part) => JobKeys.Unfinished(cluster.Value.ServiceId, part);
}
