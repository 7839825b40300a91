using Downstream.Grains.Jobs.Store;
using StackExchange.Redis;

namespace Downstream.Silo.Hosting;

/// <summary>
/// Looks, once, at the Redis server that a member stands on, and says what could cost accepted jobs. A server that does
/// not tell (managed ones hide their configuration) is taken as it is.
/// </summary>
internal sealed partial class RedisFoundation(RedisConnection redis, TimeProvider time, ILogger<RedisFoundation> logger) : BackgroundService
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var connection = await redis.GetAsync().WaitAsync(stoppingToken);
            await RedisCalls.AskAsync(() => LookAsync(connection)).WaitAsync(Limit, time, stoppingToken);
        }
        catch (Exception exception) when (exception is RedisException or RedisCommandException or TimeoutException)
        {
            LogNotTold(exception.GetType().Name);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task LookAsync(IConnectionMultiplexer connection)
    {
        foreach (var server in connection.GetServers().Where(server => server.IsConnected))
        {
            if (server.IsReplica)
            {
                LogReplica();
                return;
            }

            var info = (await server.InfoAsync()).SelectMany(section => section).ToLookup(field => field.Key, field => field.Value);
            var policy = info["maxmemory_policy"].FirstOrDefault() ?? string.Empty;
            if (policy.StartsWith("allkeys", StringComparison.Ordinal))
                LogEvictsAll(policy);
            else if (policy.Length > 0 && policy != "noeviction")
                LogEvicts(policy);

            if (info["aof_enabled"].FirstOrDefault() == "0")
                LogNoLog();
        }
    }

    [LoggerMessage(EventId = 403, Level = LogLevel.Error, Message = "Redis is a replica and takes no writes: no job can be accepted. REDIS_URL should name the primary")]
    private partial void LogReplica();

    [LoggerMessage(EventId = 404, Level = LogLevel.Error, Message = "Redis evicts any key when memory is short (maxmemory-policy {Policy}): accepted jobs could be lost. Set it to noeviction")]
    private partial void LogEvictsAll(string policy);

    [LoggerMessage(EventId = 405, Level = LogLevel.Warning, Message = "Redis evicts keys with a time to live when memory is short (maxmemory-policy {Policy}): ended jobs could be gone early. Set it to noeviction")]
    private partial void LogEvicts(string policy);

    [LoggerMessage(EventId = 406, Level = LogLevel.Error, Message = "Redis has no append-only file: a crash of it loses the jobs accepted since its last snapshot, or all of them. Set appendonly to yes")]
    private partial void LogNoLog();

    [LoggerMessage(EventId = 407, Level = LogLevel.Debug, Message = "Redis did not tell how it keeps its data ({Exception})")]
    private partial void LogNotTold(string exception);
}
