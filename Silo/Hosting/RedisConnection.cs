using Downstream.Grains.Pace;
using StackExchange.Redis;

namespace Downstream.Silo.Hosting;

/// <summary>The one Redis connection that clustering, state and reminders share.</summary>
internal sealed partial class RedisConnection(ConfigurationOptions configuration, TimeProvider time, ILogger<RedisConnection> logger) : IAsyncDisposable
{
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
        return await new Retries(time)
        {
            First = TimeSpan.FromMilliseconds(250),
            Longest = TimeSpan.FromSeconds(5),
            MayPass = failure => failure is RedisConnectionException { FailureType: not ConnectionFailureType.AuthenticationFailure },
            OnRetry = failed => LogWaiting(((RedisConnectionException)failed.Failure).FailureType, failed.Pause.TotalSeconds),
        }.RunAsync(_ => ConnectionMultiplexer.ConnectAsync(first), _stop.Token);
    }

    [LoggerMessage(EventId = 402, Level = LogLevel.Warning, Message = "Waiting for Redis: {Failure}; next try in {Seconds} s")]
    private partial void LogWaiting(ConnectionFailureType failure, double seconds);
}
