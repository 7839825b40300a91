using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Abstractions.Telemetry;
using Downstream.Grains.Telemetry;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Files;

/// <summary>One run of the preparation: the rest of the delay, the transfer, and telling the jobs.</summary>
internal sealed partial class FileGrain
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DelayMargin = TimeSpan.FromMinutes(1);

    /// <summary>How many of the jobs that wait for the file are told something at once.</summary>
    private const int JobsAtOnce = 128;

    /// <summary>Every how many reports of progress go to all jobs, and not only to those that are watched.</summary>
    private const int ReportsToAll = 10;

    private readonly HashSet<Guid> _watched = [];
    private int _reports;
    private TransferProgress _progress = new();
    private CancellationTokenSource? _run;
    private PreparationSlots.Place? _place;
    private IGrainTimer? _runTimer;
    private bool _isWaiting;

    /// <summary>What the store has is no longer what the origin has: it is fetched again.</summary>
    private bool _isChanged;

    /// <summary>The stored deadline belongs to a run that is over, and no other has begun.</summary>
    private bool _isSettled;

    private void Start()
    {
        if (_run is not null)
            return;

        var wait = state.State.DueAt!.Value - time.GetUtcNow();
        _run = new CancellationTokenSource();

        // A timer alone does not keep the grain from being collected while it waits.
        if (wait > TimeSpan.Zero)
            DelayDeactivation(wait + DelayMargin);

        _runTimer = this.RegisterGrainTimer(
            Run,
            _run,
            new GrainTimerCreationOptions(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true, Interleave = true });
    }

    private async Task Run(CancellationTokenSource run, CancellationToken cancellationToken)
    {
        // A silo that stops ends the run, so that its upload is aborted: the grain is not deactivated before the run is over.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Token, cancellationToken, lifetime.ApplicationStopping);
        using var activity = DownstreamActivities.Continue("file.prepare", _waiting.Values.FirstOrDefault(t => t is not null));
        activity?.SetTag(DownstreamActivities.FileId, FileId);

        // What several wait for is logged under the file's id alone.
        using var scope = _waiting.Count == 1 ? logger.BeginJob(_waiting.Keys.Single()) : null;
        try
        {
            var outcome = await Transfer(stop.Token);
            if (_run != run)
                return;

            // The run is over before the jobs hear of it: one that asks again on hearing it starts a run of its own.
            var jobs = _waiting.Keys.ToList();
            _waiting.Clear();
            _stored = outcome.IsReady ? new StoredFile(outcome.Size!.Value, outcome.Crc32, time.GetUtcNow()) : null;
            _isSettled = true;
            _isChanged &= !outcome.IsReady;
            End();
            await ForJobs(jobs, jobId => Tell(jobId, outcome));

            if (_isSettled)
                await Clear();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            LogStopped(FileId);
        }
        catch (Exception exception)
        {
            // The jobs ask again, by their callers' reminders.
            LogRunFailed(exception, FileId);
        }
        finally
        {
            if (_run == run)
                End();

            run.Dispose();
        }
    }

    private async Task<FileOutcome> Transfer(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var reports = this.RegisterGrainTimer(
            ReportToJobs, new GrainTimerCreationOptions(ReportInterval, ReportInterval) { KeepAlive = true, Interleave = true });

        // On the thread pool, so that the grain answers meanwhile.
        var (progress, isChanged, scheduler) = (_progress, _isChanged, TaskScheduler.Current);
        return await Task.Run(() => preparation.RunAsync(FileId, progress, isChanged, TakeTurn, stop), stop);

        // Back on the grain: who waits for the file changes meanwhile.
        Task<IDisposable> TakeTurn(CancellationToken token) =>
            Task.Factory.StartNew(() => WaitForTurn(token), token, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
    }

    /// <summary>Waits for a slot. Only where there is none at once do the jobs hear of it, and of the end of the wait.</summary>
    private async Task<IDisposable> WaitForTurn(CancellationToken stop)
    {
        var place = _place = slots.Enter(_waiting.Keys);
        try
        {
            await WaitForTurn(place, stop);
            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    private async Task WaitForTurn(PreparationSlots.Place place, CancellationToken stop)
    {
        var turn = place.WaitAsync(stop);
        if (!turn.IsCompleted)
        {
            _isWaiting = true;

            // Beside the wait: a job that cannot be told must neither fail the file nor keep its slot idle.
            _ = TellOfWait(turn, stop);
            await turn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            _isWaiting = false;
        }

        await turn;
    }

    private async Task TellOfWait(Task turn, CancellationToken stop)
    {
        await ForJobs(_waiting.Keys, jobId => Report(jobId, () => Job(jobId).FileWaits(FileId, stop)));
        await turn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (turn.IsCompletedSuccessfully)
            await ForJobs(_waiting.Keys, jobId => ReportProgress(jobId, 0, stop));
    }

    private async Task ReportToJobs(CancellationToken cancellationToken)
    {
        if (_progress.Tenths is not { } tenths)
            return;

        // Jobs that nobody watches hear of it now and then, in case that somebody asks.
        var isForAll = _reports++ % ReportsToAll == 0;
        await ForJobs(_waiting.Keys.Where(jobId => isForAll || _watched.Contains(jobId)), jobId => ReportProgress(jobId, tenths, cancellationToken));
    }

    private Task ReportProgress(Guid jobId, int tenths, CancellationToken cancellationToken) => Report(jobId, async () =>
    {
        if (await Job(jobId).FileProgressed(FileId, tenths, cancellationToken))
            _watched.Add(jobId);
        else
            _watched.Remove(jobId);
    });

    /// <summary>Never throws: what a job did not hear, the next report says again, and its outcome does not hang on it.</summary>
    private async Task Report(Guid jobId, Func<Task> tell)
    {
        using var scope = logger.BeginJob(jobId);
        try
        {
            await tell();
        }
        catch (Exception exception)
        {
            _watched.Remove(jobId);
            LogReportFailed(exception, FileId, jobId);
        }
    }

    private static async Task ForJobs(IEnumerable<Guid> jobs, Func<Guid, Task> tell)
    {
        foreach (var some in jobs.ToList().Chunk(JobsAtOnce))
            await Task.WhenAll(some.Select(tell));
    }

    /// <summary>Tells a job. One that cannot be told asks again by its caller's reminder.</summary>
    private async Task Tell(Guid jobId, FileOutcome outcome)
    {
        using var scope = logger.BeginJob(jobId);
        const int mostTries = 5;
        for (var attempt = 1; attempt <= mostTries && !_deactivating.IsCancellationRequested; attempt++)
        {
            // It heard the first time, and wants the file again.
            if (_waiting.ContainsKey(jobId))
                return;

            try
            {
                await Job(jobId).FileSettled(outcome, _deactivating.Token);
                return;
            }
            catch (Exception exception) when (!_deactivating.IsCancellationRequested)
            {
                LogTellFailed(exception, FileId, jobId, attempt);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250 * Math.Pow(2, attempt)), time, _deactivating.Token);
        }
    }

    private async Task Stop()
    {
        if (_run is { } run)
        {
            End();
            await run.CancelAsync();
        }
    }

    private void End()
    {
        _run = null;
        _place = null;
        _runTimer?.Dispose();
        _runTimer = null;
        _progress = new TransferProgress();
        _watched.Clear();
        _reports = 0;
    }

    private IJobGrain Job(Guid jobId) => GrainFactory.Job(jobId);

    [LoggerMessage(EventId = 202, Level = LogLevel.Debug, Message = "File {FileId}: the preparation was stopped")]
    private partial void LogStopped(int fileId);

    [LoggerMessage(EventId = 208, Level = LogLevel.Debug, Message = "File {FileId}: job {JobId} could not be told how it stands")]
    private partial void LogReportFailed(Exception exception, int fileId, Guid jobId);

    [LoggerMessage(EventId = 203, Level = LogLevel.Error, Message = "File {FileId}: the preparation broke off")]
    private partial void LogRunFailed(Exception exception, int fileId);

    [LoggerMessage(EventId = 204, Level = LogLevel.Warning, Message = "File {FileId}: job {JobId} could not be told the outcome, try {Attempt}")]
    private partial void LogTellFailed(Exception exception, int fileId, Guid jobId, int attempt);
}
