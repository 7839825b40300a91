using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Storage;

/// <summary>Does on local disk what a bucket's expiry rule does: removes archives whose job is gone.</summary>
internal sealed partial class ArchiveJanitor(
    FileSystemObjectStore store, ObjectStoreOptions options, TimeProvider timeProvider, ILogger<ArchiveJanitor> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>A job removes its own archive on time; what is this much older was left behind.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        try
        {
            do
            {
                await RemoveExpiredAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        try
        {
            var limit = timeProvider.GetUtcNow() - options.Retention - Grace;
            var removed = await store.RemoveOlderThanAsync(ObjectKeys.Archives, limit, cancellationToken);
            if (removed > 0)
                LogRemoved(removed);
        }
        catch (ObjectStoreUnavailableException failure)
        {
            LogFailed(failure);
        }
    }

    [LoggerMessage(2121, LogLevel.Information, "Removed {Count} expired archives")]
    private partial void LogRemoved(int count);

    [LoggerMessage(2122, LogLevel.Warning, "Expired archives could not be removed")]
    private partial void LogFailed(Exception exception);
}
