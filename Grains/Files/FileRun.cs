using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Telemetry;
using Downstream.Grains.Pace;
using Downstream.Grains.Telemetry;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Files;

/// <summary>
/// One run of a file's preparation: the rest of the delay, the transfer, and telling the jobs. It interleaves with the
/// grain's calls, so it keeps to what is true after each await.
/// </summary>
internal sealed partial class FileRun : IDisposable
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    /// <summary>How many of the jobs that wait for the file are told something at once.</summary>
    private const int JobsAtOnce = 128;

    /// <summary>Every how many reports of progress go to all jobs, and not only to those that are watched.</summary>
    private const int ReportsToAll = 10;

    /// <summary>How often a job is told of the outcome, before it is left to ask again, which recovery has it do.</summary>
    private const int MostTells = 5;

    private readonly IGrainBase _grain;
    private readonly IGrainFactory _grains;
    private readonly int _fileId;
    private readonly FileJobs _jobs;
    private readonly FilePreparation _preparation;
    private readonly TransferSlots _slots;
    private readonly CancellationToken _deactivating;
    private readonly CancellationToken _stopping;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Retries _telling;

    private readonly CancellationTokenSource _stop = new();
    private readonly TransferProgress _progress = new();
    private readonly HashSet<Guid> _watched = [];
    private IGrainTimer? _timer;
    private DateTimeOffset _dueAt = DateTimeOffset.MaxValue;
    private bool _isTransferring;
    private TransferSlots.Place? _place;
    private int _reports;

    /// <param name="grain">The file's grain.</param>
    /// <param name="grains">Where the jobs are found.</param>
    /// <param name="jobs">Who waits for the file.</param>
    /// <param name="preparation">Does the work.</param>
    /// <param name="slots">Where it waits for its turn.</param>
    /// <param name="time">What the waits are measured by.</param>
    /// <param name="logger">The grain's.</param>
    /// <param name="deactivating">Ends telling the jobs.</param>
    /// <param name="stopping">
    /// Ends the run as the silo begins to stop, so that its upload is aborted: the grain is not deactivated before the run is over.
    /// </param>
    public FileRun(
        IGrainBase grain, IGrainFactory grains, FileJobs jobs, FilePreparation preparation, TransferSlots slots,
        TimeProvider time, ILogger logger, CancellationToken deactivating, CancellationToken stopping)
    {
        (_grain, _grains, _fileId, _jobs) = (grain, grains, (int)grain.GrainContext.GrainId.GetIntegerKey(), jobs);
        (_preparation, _slots, _deactivating, _stopping, _time, _logger) = (preparation, slots, deactivating, stopping, time, logger);
        _telling = new Retries(time) { First = TimeSpan.FromMilliseconds(500), Longest = TimeSpan.FromSeconds(8), MostTries = MostTells };
    }

    /// <summary>Told of the outcome, when the run is over and before the jobs hear of it: one that asks again on hearing it starts a run of its own.</summary>
    public required Action<FileRun, FileOutcome> OnOutcome { get; init; }

    /// <summary>Told when the run is over without an outcome.</summary>
    public required Action<FileRun> OnStopped { get; init; }

    /// <summary>Whether the delay is over and no slot was free.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Whether what the store has is no longer what the origin has: it is fetched again.</summary>
    public bool IsChanged { get; init; }

    /// <summary>Has the transfer begin at that time; false when it begins before.</summary>
    public bool DueBy(DateTimeOffset dueAt)
    {
        if (_isTransferring || dueAt >= _dueAt)
            return false;

        _dueAt = dueAt;
        var wait = dueAt - _time.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero;
        if (_timer is { } timer)
            timer.Change(wait, Timeout.InfiniteTimeSpan);
        else
            _timer = _grain.RegisterGrainTimer(
                Run, new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { KeepAlive = true, Interleave = true });

        return true;
    }

    /// <summary>One more job wants the file.</summary>
    public void Join(Guid jobId) => _place?.Join(jobId);

    /// <summary>A job no longer wants the file.</summary>
    public void Leave(Guid jobId) => _place?.Leave(jobId);

    /// <summary>Stops the run, in whatever it is.</summary>
    public async Task Stop()
    {
        End();
        await _stop.CancelAsync();
    }

    public void Dispose() => _stop.Dispose();

    private async Task Run(CancellationToken cancellationToken)
    {
        _isTransferring = true;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken, _stopping);
        using var activity = DownstreamActivities.Continue("file.prepare", _jobs.TraceParent);
        activity?.SetTag(DownstreamActivities.FileId, _fileId);

        // What several wait for is logged under the file's id alone.
        using var scope = _jobs.Count == 1 ? _logger.BeginJob(_jobs.All.Single()) : null;
        try
        {
            var outcome = await Transfer(stop.Token);
            if (_stop.IsCancellationRequested)
                return;

            var jobs = _jobs.TakeAll();
            End();
            OnOutcome(this, outcome);
            await ForJobs(jobs, jobId => Tell(jobId, outcome));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            LogStopped(_fileId);
        }
        catch (Exception exception)
        {
            // The jobs ask again: recovery has them do so.
            LogRunFailed(exception, _fileId);
        }
        finally
        {
            End();
            OnStopped(this);
            Dispose();
        }
    }

    private void End()
    {
        _timer?.Dispose();
        (_timer, _place) = (null, null);
    }

    private async Task<FileOutcome> Transfer(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var reports = _grain.RegisterGrainTimer(
            ReportToJobs, new GrainTimerCreationOptions(ReportInterval, ReportInterval) { KeepAlive = true, Interleave = true });

        // On the thread pool, so that the grain answers meanwhile.
        var (isChanged, scheduler) = (IsChanged, TaskScheduler.Current);
        return await Task.Run(() => _preparation.RunAsync(_fileId, _progress, isChanged, TakeTurn, stop), stop);

        // Back on the grain: who waits for the file changes meanwhile.
        Task<IDisposable> TakeTurn(CancellationToken token) =>
            Task.Factory.StartNew(() => WaitForTurn(token), token, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
    }

    /// <summary>Waits for a slot. Only where there is none at once do the jobs hear of it, and of the end of the wait.</summary>
    private async Task<IDisposable> WaitForTurn(CancellationToken stop)
    {
        var place = _place = _slots.Enter(_jobs.All);
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

    private async Task WaitForTurn(TransferSlots.Place place, CancellationToken stop)
    {
        var turn = place.WaitAsync(stop);
        if (!turn.IsCompleted)
        {
            IsWaiting = true;

            // Beside the wait: a job that cannot be told must neither fail the file nor keep its slot idle.
            _ = TellOfWait(turn, stop);
            await turn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            IsWaiting = false;
        }

        await turn;
    }

    private async Task TellOfWait(Task turn, CancellationToken stop)
    {
        await ForJobs(_jobs.All, jobId => Report(jobId, () => _grains.Job(jobId).FileWaits(_fileId, stop)));
        await turn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (turn.IsCompletedSuccessfully)
            await ForJobs(_jobs.All, jobId => ReportProgress(jobId, 0, stop));
    }

    private async Task ReportToJobs(CancellationToken cancellationToken)
    {
        if (_progress.Tenths is not { } tenths)
            return;

        // Jobs that nobody watches hear of it now and then, in case that somebody asks.
        var isForAll = _reports++ % ReportsToAll == 0;
        await ForJobs(_jobs.All.Where(jobId => isForAll || _watched.Contains(jobId)), jobId => ReportProgress(jobId, tenths, cancellationToken));
    }

    private Task ReportProgress(Guid jobId, int tenths, CancellationToken cancellationToken) => Report(jobId, async () =>
    {
        if (await _grains.Job(jobId).FileProgressed(_fileId, tenths, cancellationToken))
            _watched.Add(jobId);
        else
            _watched.Remove(jobId);
    });

    /// <summary>Never throws: what a job did not hear, the next report says again, and its outcome does not hang on it.</summary>
    private async Task Report(Guid jobId, Func<Task> tell)
    {
        using var scope = _logger.BeginJob(jobId);
        try
        {
            await tell();
        }
        catch (Exception exception)
        {
            _watched.Remove(jobId);
            LogReportFailed(exception, _fileId, jobId);
        }
    }

    /// <summary>Tells a job. One that cannot be told asks again: recovery has it do so.</summary>
    private async Task Tell(Guid jobId, FileOutcome outcome)
    {
        using var scope = _logger.BeginJob(jobId);
        try
        {
            // One that waits again heard the first time, and wants the file again.
            await _telling.RunAsync(token => _jobs.Contains(jobId) ? Task.CompletedTask : _grains.Job(jobId).FileSettled(outcome, token), _deactivating);
        }
        catch (Exception exception) when (!_deactivating.IsCancellationRequested)
        {
            LogTellFailed(exception, _fileId, jobId, MostTells);
        }
    }

    private static async Task ForJobs(IEnumerable<Guid> jobs, Func<Guid, Task> tell)
    {
        foreach (var some in jobs.ToList().Chunk(JobsAtOnce))
            await Task.WhenAll(some.Select(tell));
    }

    [LoggerMessage(EventId = 202, Level = LogLevel.Debug, Message = "File {FileId}: the preparation was stopped")]
    private partial void LogStopped(int fileId);

    [LoggerMessage(EventId = 208, Level = LogLevel.Debug, Message = "File {FileId}: job {JobId} could not be told how it stands")]
    private partial void LogReportFailed(Exception exception, int fileId, Guid jobId);

    [LoggerMessage(EventId = 203, Level = LogLevel.Error, Message = "File {FileId}: the preparation broke off")]
    private partial void LogRunFailed(Exception exception, int fileId);

    [LoggerMessage(EventId = 204, Level = LogLevel.Warning, Message = "File {FileId}: job {JobId} could not be told the outcome at any of {Tries} tries")]
    private partial void LogTellFailed(Exception exception, int fileId, Guid jobId, int tries);
}
