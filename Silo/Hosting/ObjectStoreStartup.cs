using Downstream.Grains.Pace;
using Downstream.Grains.Storage;

namespace Downstream.Silo.Hosting;

/// <summary>Makes the object store usable as the silo starts, and keeps trying while it cannot be reached. Files wait meanwhile.</summary>
internal sealed partial class ObjectStoreStartup(IObjectStore store, TimeProvider time, ILogger<ObjectStoreStartup> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => new Retries(time)
    {
        First = TimeSpan.FromSeconds(1),
        Longest = TimeSpan.FromSeconds(15),
        MayPass = failure => failure is ObjectStoreUnavailableException,
        OnRetry = failed => LogWaiting(failed.Failure.Message, failed.Pause.TotalSeconds),
    }.RunAsync(store.InitializeAsync, stoppingToken);

    [LoggerMessage(EventId = 401, Level = LogLevel.Warning, Message = "Waiting for the object store: {Reason}; next try in {Seconds} s")]
    private partial void LogWaiting(string reason, double seconds);
}
