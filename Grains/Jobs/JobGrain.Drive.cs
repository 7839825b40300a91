using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Abstractions.Telemetry;
using Downstream.Grains.Archives;
using Downstream.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Jobs;

/// <summary>Carries the job on from wherever it is. Everything here can be repeated.</summary>
internal sealed partial class JobGrain
{
    private const int FilesAtOnce = 100;
    private const int MostArchiveAttempts = 20;
    private const int MostDeleteAttempts = 5;
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWindingDown = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<int> _asked = [];
    private IGrainTimer? _driveTimer;
    private Task _drive = Task.CompletedTask;
    private CancellationTokenSource? _archiveStop;
    private int _archiveAttempts;

    /// <summary>How many submits and retries are on their way: winding an ended job up now would take their place in the list.</summary>
    private int _beginning;
    private bool _driving;
    private bool _driveAgain;
    private int _failures;

    private void Drive()
    {
        if (_driving)
        {
            _driveAgain = true;
            return;
        }

        _drive = DriveToTheEnd();
    }

    /// <summary>Waits out what is left to do after an end, so that it cannot undo the first steps of a new run.</summary>
    private async Task DriveIsOver()
    {
        while (_driving)
            await _drive.WaitAsync(LongestBackOff);
    }

    private async Task DriveToTheEnd()
    {
        using var scope = logger.BeginJob(JobId);
        _driving = true;
        try
        {
            bool isDone;
            do
            {
                _driveAgain = false;
                isDone = await DriveOnce();
            }
            while (_driveAgain && !_stopping.IsCancellationRequested);

            if (isDone)
                _failures = 0;
            else
                DriveLater();
        }
        catch (Exception exception)
        {
            LogDriveFailed(exception, JobId);
            DriveLater();
        }
        finally
        {
            _driving = false;
        }
    }

    private void DriveLater() =>
        DriveAfter(TimeSpan.FromMilliseconds(Math.Min(LongestBackOff.TotalMilliseconds, 500 * Math.Pow(2, Math.Min(_failures++, 10)))));

    private void DriveAfter(TimeSpan wait)
    {
        if (_stopping.IsCancellationRequested)
            return;

        _driveTimer?.Dispose();
        _driveTimer = this.RegisterGrainTimer(
            _ =>
            {
                Drive();
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { KeepAlive = true, Interleave = true });
    }

    /// <summary>Does what is next; false when some of it has to be tried again later.</summary>
    private async Task<bool> DriveOnce()
    {
        switch (_job)
        {
            case null:
            case { Status: >= JobStatus.Completed } when _beginning > 0:
                return true;
            case { Status: JobStatus.Expired } job:
                await DeleteArchive();
                await Caller(job.Caller).Ended(JobId, job.Status, job.Sequence, _stopping.Token);
                return true;
            case { } job when job.Status.IsTerminal():
                await WindUp(job);
                return true;
            case { WantsArchive: true } job:
                await WriteArchive(job);
                return true;
            default:
                return await AskForFiles();
        }
    }

    private async Task<bool> AskForFiles()
    {
        using var activity = StartActivity("job.ask_for_files");
        while (_job is { } job && !job.Status.IsTerminal())
        {
            var wanted = job.Files.Where(f => !f.IsSettled && !_asked.Contains(f.FileId)).Take(FilesAtOnce).ToList();
            if (wanted.Count == 0)
                return true;

            var tickets = await Task.WhenAll(wanted.Select(f => Ask(f.FileId, job.TraceParent)));
            var answered = tickets.Where(t => t.Ticket is not null).Select(t => (t.FileId, t.Ticket!)).ToList();
            foreach (var (fileId, ticket) in answered)
            {
                _asked.Add(fileId);
                if (ticket.IsWaiting)
                    _waiting.Add(fileId);
            }

            if (answered.Count > 0)
                await Execute(new JobCommand.Schedule(answered));

            if (answered.Count < wanted.Count)
                return false;
        }

        return true;
    }

    private async Task<(int FileId, FileTicket? Ticket)> Ask(int fileId, string? traceParent)
    {
        try
        {
            return (fileId, await GrainFactory.File(fileId).Prepare(JobId, traceParent, _stopping.Token));
        }
        catch (Exception exception)
        {
            LogAskFailed(exception, JobId, fileId);
            return (fileId, null);
        }
    }

    private async Task WriteArchive(Job job)
    {
        using var activity = StartActivity("job.write_archive");
        var ready = job.Files.Where(f => f.Status == FileStatus.Ready).Select(f => new ArchiveSource(f.FileId, f.Size ?? 0, f.Crc32)).ToList();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        using var alive = KeepAlive();
        _archiveStop = stop;
        try
        {
            // On the thread pool, so that the grain answers meanwhile.
            var size = await Task.Run(() => archives.WriteAsync(JobId, ready, stop.Token), stop.Token);
            await Execute(new JobCommand.ArchiveStored(size));
            if (_job is not { ArchiveSize: not null })
                await store.DeleteAsync(ObjectKeys.Archive(JobId), _stopping.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !_stopping.IsCancellationRequested)
        {
            // The job was cancelled meanwhile: winding it up comes next.
            _driveAgain = true;
        }
        catch (Exception exception) when (!stop.IsCancellationRequested && (exception is ArchiveSourceMissingException || ++_archiveAttempts >= MostArchiveAttempts))
        {
            LogArchiveFailed(exception, JobId);
            await Execute(new JobCommand.ArchiveFailed());
        }
        finally
        {
            _archiveStop = null;
        }
    }

    /// <summary>After the end: nothing is left running or listed as active.</summary>
    private async Task WindUp(Job job)
    {
        using var activity = StartActivity("job.wind_up");
        _progressTimer?.Dispose();
        _progressTimer = null;
        _archiveAttempts = 0;
        if (job.Status == JobStatus.Cancelled)
        {
            foreach (var unsettled in job.Files.Where(f => !f.IsSettled).Chunk(FilesAtOnce))
                await Task.WhenAll(unsettled.Select(f => GrainFactory.File(f.FileId).Release(JobId, _stopping.Token)));
        }

        // Before the list hears of the end: until then the job is found, and wound up again.
        await lifetimes.ExpireAsync(StateName, this.GetGrainId(), options.StateLifetime);
        await Caller(job.Caller).Ended(JobId, job.Status, job.Sequence, _stopping.Token);
        _asked.Clear();
    }

    /// <summary>Deletes the archive of a job that expired, unless the store keeps refusing: then its own rule does.</summary>
    private async Task DeleteArchive()
    {
        try
        {
            await store.DeleteAsync(ObjectKeys.Archive(JobId), _stopping.Token);
        }
        catch (ObjectStoreUnavailableException exception) when (_failures >= MostDeleteAttempts)
        {
            LogArchiveStays(exception, JobId);
        }
    }

    private IGrainTimer KeepAlive() => this.RegisterGrainTimer(
        static _ => Task.CompletedTask,
        new GrainTimerCreationOptions(LongestBackOff, LongestBackOff) { KeepAlive = true, Interleave = true });

    [LoggerMessage(EventId = 111, Level = LogLevel.Warning, Message = "Job {JobId} could not be carried on; it will be tried again")]
    private partial void LogDriveFailed(Exception exception, Guid jobId);

    [LoggerMessage(EventId = 112, Level = LogLevel.Warning, Message = "Job {JobId}: file {FileId} could not be asked for; it will be tried again")]
    private partial void LogAskFailed(Exception exception, Guid jobId, int fileId);

    [LoggerMessage(EventId = 114, Level = LogLevel.Warning, Message = "Job {JobId} expired; its archive could not be deleted, and is left to the store's own rule")]
    private partial void LogArchiveStays(Exception exception, Guid jobId);

    [LoggerMessage(EventId = 113, Level = LogLevel.Error, Message = "Job {JobId}: the archive could not be written")]
    private partial void LogArchiveFailed(Exception exception, Guid jobId);
}
