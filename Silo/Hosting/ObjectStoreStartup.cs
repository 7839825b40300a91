using Downstream.Grains.Storage;

namespace Downstream.Silo.Hosting;

/// <summary>Makes the object store usable as the silo starts, and keeps trying while it cannot be reached. Files wait meanwhile.</summary>
internal sealed partial class ObjectStoreStartup(IObjectStore store, TimeProvider time, ILogger<ObjectStoreStartup> logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause < LongestPause ? 2 * pause : LongestPause)
        {
            try
            {
                await store.InitializeAsync(stoppingToken);
                return;
            }
            catch (ObjectStoreUnavailableException exception)
            {
                LogWaiting(exception.Message, pause.TotalSeconds);
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    [LoggerMessage(EventId = 401, Level = LogLevel.Warning, Message = "Waiting for the object store: {Reason}; next try in {Seconds} s")]
    private partial void LogWaiting(string reason, double seconds);
}
