using Downstream.Grains.Jobs.Store;
using Downstream.Grains.Pace;
using StackExchange.Redis;

namespace Downstream.Silo.Hosting;

/// <summary>
/// Refuses a store with jobs in another form than this version's, which would be lost without a word. A new one is marked.
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="refusal">What the start ends with, where the store cannot be used.</param>
/// <param name="time">What pauses are measured by.</param>
/// <param name="logger">Told why the start waits.</param>
internal sealed partial class StateFormat(RedisConnection redis, SettingException refusal, TimeProvider time, ILogger<StateFormat> logger)
{
    public const string Expected = "it holds jobs in the form of another version, which this one cannot read: an empty one is expected";

    private const string Current = "3";
    private const string FirstFormsJobs = "downstream/state/job/*";
    private const int KeysAtOnce = 1000;

    private static readonly RedisKey Key = "downstream/format";

    /// <summary>Waits for the store for as long as it takes: also for one that is there and does not say yet what it holds.</summary>
    /// <exception cref="SettingException">The store cannot be used.</exception>
    public Task RequireAsync() => new Retries(time)
    {
        First = TimeSpan.FromSeconds(1),
        Longest = TimeSpan.FromSeconds(5),
        MayPass = failure => failure is RedisException or TimeoutException,
        OnRetry = failed => LogWaiting(failed.Failure, failed.Pause.TotalSeconds),
    }.RunAsync(_ => RedisCalls.AskAsync(LookAsync), CancellationToken.None);

    private async Task LookAsync()
    {
        var connection = await redis.GetAsync();
        var database = connection.GetDatabase();
        var form = await database.StringGetAsync(Key);
        if (form == Current)
            return;

        if (form.HasValue || await HasFirstFormAsync(connection, database.Database))
            throw refusal;

        try
        {
            await database.StringSetAsync(Key, Current);
        }
        catch (RedisServerException)
        {
            // It takes no writes now, which the health checks say. The next start looks again.
        }
    }

    private static async Task<bool> HasFirstFormAsync(IConnectionMultiplexer connection, int database)
    {
        foreach (var server in connection.GetServers().Where(server => server is { IsConnected: true, IsReplica: false }))
        {
            await foreach (var _ in server.KeysAsync(database, FirstFormsJobs, KeysAtOnce))
                return true;
        }

        return false;
    }

    [LoggerMessage(EventId = 408, Level = LogLevel.Warning, Message = "Waiting for Redis to say which jobs it holds; next try in {Seconds} s")]
    private partial void LogWaiting(Exception failure, double seconds);
}
