using StackExchange.Redis;

namespace Downstream.Silo.Hosting;

/// <summary>The one Redis connection that clustering, state and reminders share.</summary>
internal sealed partial class RedisConnection(ConfigurationOptions configuration, TimeProvider time, ILogger<RedisConnection> logger) : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private Task<ConnectionMultiplexer>? _connection;

    /// <summary>
    /// The connection. The first one waits for the server for as long as it takes, and says so; a connection that is
    /// lost later comes back by itself.
    /// </summary>
    public async Task<IConnectionMultiplexer> GetAsync()
    {
        lock (_lock)
            _connection ??= Task.Run(ConnectAsync);

        return await _connection;
    }

    /// <summary>As Orleans' providers want it: they must not dispose what they share.</summary>
    public async Task<(IConnectionMultiplexer Multiplexer, bool IsShared)> SharedAsync() => (await GetAsync(), true);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_connection is { IsCompletedSuccessfully: true } connection)
            await (await connection).DisposeAsync();

        _stop.Dispose();
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var first = configuration.Clone();
        first.AbortOnConnectFail = true;
        for (var pause = TimeSpan.FromMilliseconds(250); ; pause = pause < LongestPause ? 2 * pause : LongestPause)
        {
            try
            {
                return await ConnectionMultiplexer.ConnectAsync(first);
            }
            catch (RedisConnectionException exception) when (exception.FailureType != ConnectionFailureType.AuthenticationFailure)
            {
                LogWaiting(exception.FailureType, pause.TotalSeconds);
            }

            await Task.Delay(pause, time, _stop.Token);
        }
    }

    [LoggerMessage(EventId = 402, Level = LogLevel.Warning, Message = "Waiting for Redis: {Failure}; next try in {Seconds} s")]
    private partial void LogWaiting(ConnectionFailureType failure, double seconds);
}
