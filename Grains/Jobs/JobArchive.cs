using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Archives;
using Downstream.Grains.Jobs.Rules;
using Downstream.Grains.Storage;
using Downstream.Grains.Telemetry;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Jobs;

/// <summary>The archive of a job of several files: written when all have an outcome, deleted when the job has expired. Both can be repeated.</summary>
internal sealed partial class JobArchive(IGrainBase grain, JobCommits commits, ArchiveWriter archives, IObjectStore store, ILogger logger, CancellationToken stopping)
{
    private const int MostWrites = 20;
    private const int MostDeletes = 5;

    /// <summary>How often a long write tells that its grain is still needed.</summary>
    private static readonly TimeSpan AlivePeriod = TimeSpan.FromSeconds(30);

    private readonly Guid _jobId = grain.GrainContext.GrainId.GetGuidKey();
    private CancellationTokenSource? _stop;
    private int _failedWrites;

    /// <summary>Ends the write that is under way: its job has ended.</summary>
    public void Stop()
    {
        _failedWrites = 0;
        _stop?.Cancel();
    }

    /// <summary>Writes the archive, or has the job fail when it cannot be written.</summary>
    public async Task Write(Job job)
    {
        using var activity = DownstreamActivities.Continue("job.write_archive", job.TraceParent)?.SetTag(DownstreamActivities.JobId, _jobId);
        var ready = job.Files.Where(f => f.Status == FileStatus.Ready).Select(f => new ArchiveSource(f.FileId, f.Size ?? 0, f.Crc32)).ToList();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var alive = grain.RegisterGrainTimer(
            static _ => Task.CompletedTask,
            new GrainTimerCreationOptions(AlivePeriod, AlivePeriod) { KeepAlive = true, Interleave = true });
        _stop = stop;
        try
        {
            // On the thread pool, so that the grain answers meanwhile.
            var size = await Task.Run(() => archives.WriteAsync(_jobId, ready, stop.Token), stop.Token);
            await commits.Execute(new JobCommand.ArchiveStored(size));
            if (commits.Job is not { ArchiveSize: not null })
                await store.DeleteAsync(ObjectKeys.Archive(_jobId), stopping);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            // The job was cancelled meanwhile, and is wound up next.
        }
        catch (Exception exception) when (!stop.IsCancellationRequested && (exception is ArchiveSourceMissingException || ++_failedWrites >= MostWrites))
        {
            LogFailed(exception, _jobId);
            await commits.Execute(new JobCommand.ArchiveFailed());
        }
        finally
        {
            _stop = null;
        }
    }

    /// <summary>Deletes the archive, unless the store keeps refusing: then its own rule does.</summary>
    /// <param name="failures">How often in a row it was tried in vain.</param>
    public async Task Delete(int failures)
    {
        try
        {
            await store.DeleteAsync(ObjectKeys.Archive(_jobId), stopping);
        }
        catch (ObjectStoreUnavailableException exception) when (failures >= MostDeletes)
        {
            LogStays(exception, _jobId);
        }
    }

    [LoggerMessage(EventId = 113, Level = LogLevel.Error, Message = "Job {JobId}: the archive could not be written")]
    private partial void LogFailed(Exception exception, Guid jobId);

    [LoggerMessage(EventId = 114, Level = LogLevel.Warning, Message = "Job {JobId} expired; its archive could not be deleted, and is left to the store's own rule")]
    private partial void LogStays(Exception exception, Guid jobId);
}
