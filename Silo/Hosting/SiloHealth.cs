using Downstream.Grains.Storage;
using StackExchange.Redis;

namespace Downstream.Silo.Hosting;

/// <summary>
/// Whether a silo can do its work: it is a member, and the object store and the state store take a write. The answer is
/// shared for five seconds, so that no number of probes adds load.
/// </summary>
internal sealed class SiloHealth(IServiceProvider services)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time = services.GetRequiredService<TimeProvider>();
    private Task<bool>? _latest;
    private long _startedAt;

    public async Task<IResult> HandleAsync(CancellationToken cancellationToken)
    {
        var isMember = services.GetRequiredService<ISiloStatusOracle>().CurrentStatus == SiloStatus.Active;
        return isMember && await LookAsync().WaitAsync(cancellationToken)
            ? Results.Json(new { status = "healthy" })
            : Results.Json(new { status = "unhealthy" }, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private Task<bool> LookAsync()
    {
        lock (_lock)
        {
            if (_latest is null || (_latest.IsCompleted && _time.GetElapsedTime(_startedAt) >= Fresh))
            {
                _startedAt = _time.GetTimestamp();
                _latest = ProbeAsync();
            }

            return _latest;
        }
    }

    private async Task<bool> ProbeAsync()
    {
        using var limit = new CancellationTokenSource(StateCheck.Limit, _time);
        try
        {
            await Task.WhenAll(
                services.GetRequiredService<IObjectStore>().ProbeAsync(limit.Token),
                services.GetRequiredService<StateCheck>().WriteAsync(limit.Token)).WaitAsync(limit.Token);
            return true;
        }
        catch (Exception exception) when (exception is ObjectStoreUnavailableException or RedisException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
