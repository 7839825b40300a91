using Downstream.Grains.Abstractions.Health;

namespace Downstream.Gateway.Diagnostics.Health;

/// <summary>
/// Looks at what the service needs, all at once and each within a limit: every part does a whole piece of its work. The
/// answer is shared for five seconds, so that no number of probes adds load.
/// </summary>
internal sealed partial class HealthChecks(IGrainFactory grains, IStateProbe state, TimeProvider time, ILogger<HealthChecks> logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Task<HealthReport>? _latest;
    private long _startedAt;

    public Task<HealthReport> LookAsync()
    {
        lock (_lock)
        {
            // One that still runs is shared too, however slow it is.
            if (_latest is null || (_latest.IsCompleted && time.GetElapsedTime(_startedAt) >= Fresh))
            {
                _startedAt = time.GetTimestamp();
                _latest = Task.Run(CheckAsync);
            }

            return _latest;
        }
    }

    private async Task<HealthReport> CheckAsync()
    {
        var storage = AnswersAsync("storage", ProbeStorageAsync);
        var cluster = AnswersAsync("cluster", async token =>
        {
            await grains.GetGrain<IStorageProbeGrain>(0).Ping(token);
            return true;
        });
        var stateRead = AnswersAsync("state", async token =>
        {
            await state.ProbeAsync(token);
            return true;
        });
        return HealthReport.Of(new HealthParts(Text(await storage), Text(await cluster), Text(await stateRead)));
    }

    private async Task<bool> ProbeStorageAsync(CancellationToken cancellationToken)
    {
        if (await grains.GetGrain<IStorageProbeGrain>(0).Probe(cancellationToken) is not { } reason)
            return true;

        LogFailed(logger, "storage", reason);
        return false;
    }

    /// <summary>What a check found; false when it did not answer.</summary>
    private async Task<bool> AnswersAsync(string name, Func<CancellationToken, Task<bool>> check)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            return await check(limit.Token).WaitAsync(Limit, time, CancellationToken.None);
        }
        catch (Exception failure)
        {
            LogFailed(logger, name, failure.GetType().Name);
            return false;
        }
    }

    private static string Text(bool isOk) => isOk ? HealthParts.Ok : HealthParts.Error;

    [LoggerMessage(2401, LogLevel.Warning, "The health check of {Check} failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string check, string reason);
}
