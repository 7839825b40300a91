using Downstream.Silo.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Downstream.Gateway.Diagnostics.Health;

/// <summary>
/// Looks at what the service needs, all at once: every part does a whole piece of its work. The answer is shared for five
/// seconds, so that no number of probes adds load.
/// </summary>
internal sealed partial class HealthChecks(HealthCheckService checks, TimeProvider time, ILogger<HealthChecks> logger)
{
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
        var found = (await checks.CheckHealthAsync(CancellationToken.None)).Entries;
        foreach (var (check, entry) in found)
        {
            if (entry.Status != HealthStatus.Healthy)
                LogFailed(check, entry.Exception is null or OperationCanceledException ? entry.Description : entry.Exception.GetType().Name);
        }

        return HealthReport.Of(new HealthParts(Text(StorageCheck.Name), Text(ClusterCheck.Name), Text(StateCheck.Name)));

        string Text(string check) => found[check].Status == HealthStatus.Healthy ? HealthParts.Ok : HealthParts.Error;
    }

    [LoggerMessage(2401, LogLevel.Warning, "The health check of {Check} failed: {Reason}")]
    private partial void LogFailed(string check, string? reason);
}
