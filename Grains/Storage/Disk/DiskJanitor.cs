using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Storage.Disk;

/// <summary>
/// Does on local disk what a bucket's expiry rules do: removes archives whose job is gone, and files that nobody asked
/// for lately.
/// </summary>
internal sealed partial class DiskJanitor(
    FileSystemObjectStore store, ObjectStoreOptions options, TimeProvider timeProvider, ILogger<DiskJanitor> logger) : BackgroundService
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
            var now = timeProvider.GetUtcNow();
            var archives = await store.RemoveOlderThanAsync(ObjectKeys.Archives, now - options.Retention - Grace, cancellationToken);
            var files = options.FileLifetime is { } lifetime
                ? await store.RemoveOlderThanAsync(ObjectKeys.Downloads, now - lifetime, cancellationToken)
                : 0;
            if (archives + files > 0)
                LogRemoved(archives, files);
        }
        catch (ObjectStoreUnavailableException failure)
        {
            LogFailed(failure);
        }
    }

    [LoggerMessage(2121, LogLevel.Information, "Removed {Archives} expired archives and {Files} files that nobody asked for lately")]
    private partial void LogRemoved(int archives, int files);

    [LoggerMessage(2122, LogLevel.Warning, "Expired archives and files could not be removed")]
    private partial void LogFailed(Exception exception);
}
