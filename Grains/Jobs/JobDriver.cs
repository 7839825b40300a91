using System.Diagnostics;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Abstractions.Telemetry;
using Downstream.Grains.Jobs.Rules;
using Downstream.Grains.Pace;
using Downstream.Grains.Telemetry;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Jobs;

/// <summary>Does what follows from a change: carries the job on from wherever it is. Everything here can be repeated.</summary>
internal sealed partial class JobDriver
{
    private const int FilesAtOnce = 100;
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWindingDown = TimeSpan.FromSeconds(5);

    private readonly IGrainBase _grain;
    private readonly IGrainFactory _grains;
    private readonly Guid _jobId;
    private readonly JobCommits _commits;
    private readonly ProgressTicker _ticker;
    private readonly JobArchive _archive;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopping;
    private readonly Coalesced _rounds;

    private readonly HashSet<int> _asked = [];
    private IGrainTimer? _timer;
    private int _failures;

    /// <summary>How many submits and retries are on their way: winding an ended job up now would take their place in the list.</summary>
    private int _beginning;

    public JobDriver(
        IGrainBase grain, IGrainFactory grains, JobCommits commits, ProgressTicker ticker, JobArchive archive, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        (_grain, _grains, _jobId, _commits, _ticker) = (grain, grains, grain.GrainContext.GrainId.GetGuidKey(), commits, ticker);
        (_archive, _time, _logger, _stopping) = (archive, time, logger, stopping);
        _rounds = new Coalesced(Round);
        commits.Began += Begin;
        commits.Happened += OnHappened;
        commits.Changed += (_, _) => Drive();
    }

    public bool IsBeginning => _beginning > 0;

    public void Drive() => _ = _rounds.RunAsync();

    /// <summary>Carries an unfinished job on, in a turn of its own.</summary>
    private void Begin()
    {
        if (_commits.Job is { } job && !job.Status.IsTerminal())
            DriveAfter(TimeSpan.Zero);
    }

    /// <summary>Asks again for every file without an outcome.</summary>
    public void Resume()
    {
        _asked.Clear();
        Drive();
    }

    /// <summary>Asks again for the files that are overdue.</summary>
    public void Remind()
    {
        var overdue = _time.GetUtcNow() - LongestBackOff;
        foreach (var file in _commits.Job?.Files ?? [])
        {
            if (!file.IsSettled && file.DueAt < overdue)
                _asked.Remove(file.FileId);
        }

        Drive();
    }

    /// <summary>
    /// Begins a run. What is left to do after the last end is waited out, so that it cannot undo the first steps; and
    /// nothing is wound up meanwhile.
    /// </summary>
    public async Task<T> BeginRun<T>(Func<Task<T>> begin)
    {
        _beginning++;
        try
        {
            await _rounds.IdleAsync().WaitAsync(LongestBackOff, _time);
            return await begin();
        }
        finally
        {
            _beginning--;
        }
    }

    /// <summary>Waits until what was under way has stopped: an archive that is being written has its upload aborted before the object store goes.</summary>
    public Task WindDown(CancellationToken cancellationToken) => _rounds.IdleAsync().WaitAsync(LongestWindingDown, _time, cancellationToken);

    private void OnHappened(JobEvent happened, Job job)
    {
        if (happened is JobEvent.Ended)
            _archive.Stop();

        // Also what an end left that was not wound up: every file is asked for anew.
        if (happened is JobEvent.Retried)
            _asked.Clear();
    }

    private async Task Round()
    {
        if (_stopping.IsCancellationRequested)
            return;

        using var scope = _logger.BeginJob(_jobId);
        try
        {
            if (await DoNext())
                (_failures, _timer) = (0, Disposed(_timer));
            else
                DriveLater();
        }
        catch (Exception exception)
        {
            LogDriveFailed(exception, _jobId);
            DriveLater();
        }
    }

    private void DriveLater() => DriveAfter(TimeSpan.FromTicks((long)Math.Min(LongestBackOff.Ticks, FirstBackOff.Ticks * Math.Pow(2, _failures++))));

    private void DriveAfter(TimeSpan wait)
    {
        if (_stopping.IsCancellationRequested)
            return;

        _timer?.Dispose();
        _timer = _grain.RegisterGrainTimer(
            _ =>
            {
                Drive();
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { KeepAlive = true, Interleave = true });
    }

    private static IGrainTimer? Disposed(IGrainTimer? timer)
    {
        timer?.Dispose();
        return null;
    }

    /// <summary>Does what is next; false when some of it has to be tried again later.</summary>
    private async Task<bool> DoNext()
    {
        switch (_commits.Job)
        {
            case null:
            case { Status: >= JobStatus.Completed } when IsBeginning:
                return true;
            case { Status: JobStatus.Expired } job:
                await _archive.Delete(_failures);
                await Leave(job);
                return true;
            case { } job when job.Status.IsTerminal():
                await WindUp(job);
                return true;
            case { WantsArchive: true } job:
                await _archive.Write(job);
                return true;
            default:
                return await AskForFiles();
        }
    }

    private async Task<bool> AskForFiles()
    {
        using var activity = StartActivity("job.ask_for_files");
        while (_commits.Job is { } job && !job.Status.IsTerminal())
        {
            var wanted = job.Files.Where(f => !f.IsSettled && !_asked.Contains(f.FileId)).Take(FilesAtOnce).ToList();
            if (wanted.Count == 0)
                return true;

            var tickets = await Task.WhenAll(wanted.Select(f => Ask(f, job.TraceParent)));
            foreach (var (file, ticket) in wanted.Zip(tickets))
            {
                if (ticket is null)
                    continue;

                _asked.Add(file.FileId);
                if (ticket.IsWaiting)
                    _ticker.FileWaits(file.FileId);
            }

            if (tickets.Select(ticket => ticket?.Outcome).OfType<FileOutcome>().ToList() is { Count: > 0 } outcomes)
                await _commits.Execute(new JobCommand.Settle(outcomes));

            if (tickets.Contains(null))
                return false;
        }

        return true;
    }

    private async Task<FileTicket?> Ask(JobFile file, string? traceParent)
    {
        try
        {
            return await _grains.File(file.FileId).Prepare(_jobId, file.DueAt, traceParent, _stopping);
        }
        catch (Exception exception)
        {
            LogAskFailed(exception, _jobId, file.FileId);
            return null;
        }
    }

    /// <summary>After the end: nothing is left running or listed as active.</summary>
    private async Task WindUp(Job job)
    {
        using var activity = StartActivity("job.wind_up");
        if (job.Status == JobStatus.Cancelled)
        {
            foreach (var unsettled in job.Files.Where(f => !f.IsSettled).Chunk(FilesAtOnce))
                await Task.WhenAll(unsettled.Select(f => _grains.File(f.FileId).Release(_jobId, _stopping)));
        }

        await Leave(job);
        _asked.Clear();
    }

    /// <summary>Until its list has heard of the end, and it has left the unfinished ones, the job is found there and wound up again.</summary>
    private async Task Leave(Job job)
    {
        await _grains.CallerJobs(job.Caller).Ended(_jobId, job.Status, job.Sequence, _stopping);
        await _commits.LeaveUnfinished(job);
    }

    private Activity? StartActivity(string name) =>
        DownstreamActivities.Continue(name, _commits.Job?.TraceParent)?.SetTag(DownstreamActivities.JobId, _jobId);

    [LoggerMessage(EventId = 111, Level = LogLevel.Warning, Message = "Job {JobId} could not be carried on; it will be tried again")]
    private partial void LogDriveFailed(Exception exception, Guid jobId);

    [LoggerMessage(EventId = 112, Level = LogLevel.Warning, Message = "Job {JobId}: file {FileId} could not be asked for; it will be tried again")]
    private partial void LogAskFailed(Exception exception, Guid jobId, int fileId);
}
