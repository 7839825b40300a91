using Downstream.Silo.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Downstream.Gateway.RateLimiting;

/// <summary>The windows of addresses in Redis: a key holds what was taken of one, and lives as long as it lasts.</summary>
internal sealed class RedisLeases(RedisConnection redis, IOptions<ClusterOptions> cluster, TimeProvider time)
{
    /// <summary>
    /// The limit, the milliseconds of a window, and how many are wanted. A lease is a tenth of the limit, but no more than a
    /// quarter of what is left, so that little lies idle with one gateway at the end, and then one by one.
    /// </summary>
    private const string Take = """
        local limit, window, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local left, taken = redis.call('PTTL', KEYS[1]), 0
        if left > 0 then taken = tonumber(redis.call('GET', KEYS[1]) or 0) end
        local rest = math.max(0, limit - taken)
        local lease = math.min(math.max(1, math.floor(rest / 4)), math.max(1, math.floor(limit / 10)))
        local granted = math.min(rest, math.max(lease, wanted))
        if left <= 0 then
          left = window
          redis.call('SET', KEYS[1], granted, 'PX', window)
        elseif granted > 0 then
          redis.call('INCRBY', KEYS[1], granted)
        end
        return {granted, rest - granted, left}
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task<RateLimitLease> TakeAsync(string address, int wanted, RateLimitOptions limit)
    {
        var connection = await redis.GetAsync().WaitAsync(Limit, time);
        RedisKey key = $"downstream/limits/{cluster.Value.ClusterId}/{address}";
        RedisValue[] arguments = [limit.MaxRequests, (long)limit.Window.TotalMilliseconds, wanted];
        var answer = (int[])(await connection.GetDatabase().ScriptEvaluateAsync(Take, [key], arguments).WaitAsync(Limit, time))!;
        return new RateLimitLease(answer[0], answer[1], TimeSpan.FromMilliseconds(answer[2]));
    }
}
