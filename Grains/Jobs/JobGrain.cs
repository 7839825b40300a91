using System.Runtime.CompilerServices;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Abstractions.Telemetry;
using Downstream.Grains.Archives;
using Downstream.Grains.Files;
using Downstream.Grains.Jobs.Rules;
using Downstream.Grains.Jobs.Store;
using Downstream.Grains.Storage;
using Downstream.Grains.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Storage;

namespace Downstream.Grains.Jobs;

/// <summary>
/// One job: its verbs, and how they are wired. Every change goes through <see cref="JobCommits"/>, what follows from it is
/// done by <see cref="JobDriver"/>. On a node that runs gateway and grains it is where it was submitted; its files are
/// spread over the cluster.
/// </summary>
[GrainType("job"), Reentrant, PreferLocalPlacement, CollectionAgeLimit(Minutes = 2)]
internal sealed class JobGrain : Grain, IJobGrain
{
    /// <summary>The version of UUIDs that are made for one job; others are made of a caller's idempotency key.</summary>
    private const int NewIds = 7;

    private readonly JobOptions _options;
    private readonly DelayOptions _delay;
    private readonly JobViews _views;
    private readonly IObjectStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private readonly CancellationTokenSource _stopping = new();
    private readonly JobWatchers _watchers;
    private readonly JobCommits _commits;
    private readonly ProgressTicker _ticker;
    private readonly JobDriver _driver;

    private Task? _begun;

    public JobGrain(
        IJobStore jobs,
        JobOptions options,
        DelayOptions delay,
        JobViews views,
        ArchiveWriter archives,
        IObjectStore store,
        JobMetrics metrics,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ILogger<JobGrain> logger)
    {
        (_options, _delay, _views, _store, _time, _logger) = (options, delay, views, store, time, logger);
        _watchers = new JobWatchers(lifetime.ApplicationStopping);
        _commits = new JobCommits(this, jobs, options, _watchers, views, metrics, time, logger);
        _ticker = new ProgressTicker(this, _commits, _watchers, options.ProgressInterval, time);
        var archive = new JobArchive(this, _commits, archives, store, logger, _stopping.Token);
        _driver = new JobDriver(this, GrainFactory, _commits, _ticker, archive, time, logger, _stopping.Token);
    }

    private Guid JobId => this.GetPrimaryKey();

    private Job? Job => _commits.Job;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _watchers.Abandon();
        await _stopping.CancelAsync();
        await _driver.WindDown(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public async Task<JobCommandResult> Submit(SubmitJob request, CancellationToken cancellationToken = default)
    {
        // Under an id that was made for it there is no job to read; were there one, its insert would answer with it.
        if (JobId.Version == NewIds)
            _begun ??= Task.CompletedTask;

        await Begun();
        if (Job is { Status: not JobStatus.Expired })
            return await Answer(new JobCommand.Submit(request, Job.Ordinal, _delay.Next(request.FileIds.Count)));

        try
        {
            var result = await _driver.BeginRun(async () =>
            {
                // The place in the list first: without the job it is harmless, the job without it would not be found again.
                return await AskList(request.Caller, list => list.Add(JobId, _time.GetUtcNow(), cancellationToken)) is { } ordinal
                    ? await Answer(new JobCommand.Submit(request, ordinal, _delay.Next(request.FileIds.Count)))
                    : new JobCommandResult(JobCommandOutcome.TooManyActiveJobs, null);
            });

            // The job was there, and may have ended: then the place is given back.
            if (result.Result == JobCommandOutcome.Replayed)
                _driver.Drive();

            return result;
        }
        finally
        {
            LeaveIfNothing();
        }
    }

    public async Task<JobView?> Get(CancellationToken cancellationToken = default)
    {
        await Begun();
        LeaveIfNothing();
        return View();
    }

    public async Task<JobFilesPage?> Files(FileStatus? status, int skip, int limit, CancellationToken cancellationToken = default)
    {
        await Begun();
        if (Job is not { } job)
        {
            LeaveIfNothing();
            return null;
        }

        var now = _time.GetUtcNow();
        var found = job.Files
            .Select((file, place) => (Place: place, View: JobViews.File(job, file, now, _ticker.Transfers, _ticker.Waiting)))
            .Skip(skip)
            .Where(file => status is null || file.View.Status == status)
            .Take(limit + 1).ToList();
        return new JobFilesPage(job.Status, [.. found.Take(limit).Select(file => file.View)], found.Count > limit ? found[limit].Place : null);
    }

    public async Task<JobCommandResult> Cancel(CancellationToken cancellationToken = default)
    {
        await Begun();
        return await Answer(new JobCommand.Cancel());
    }

    public async Task<JobCommandResult> Retry(CancellationToken cancellationToken = default)
    {
        using var scope = _logger.BeginJob(JobId);
        await Begun();
        var retry = new JobCommand.Retry(_delay.Next(Job?.TotalFiles ?? 0), await IsResultGone(cancellationToken));
        if (Job is not { } job || JobDecider.Decide(job, retry, _time.GetUtcNow()).Outcome != JobCommandOutcome.Accepted)
            return await Answer(retry);

        try
        {
            return await _driver.BeginRun(async () =>
            {
                // The place in the list first: after a crash the job is found either running again or still ended.
                if (!await AskList(job.Caller, list => list.Reactivate(JobId, job.Ordinal, job.Sequence, cancellationToken)))
                    return new JobCommandResult(JobCommandOutcome.TooManyActiveJobs, View());

                return await Answer(retry);
            });
        }
        finally
        {
            // Also when it came to nothing: then the place is given back.
            _driver.Drive();
        }
    }

    public async Task<JobLink> Link(int? fileId, CancellationToken cancellationToken = default)
    {
        await Begun();
        if (Job is not { } job)
        {
            LeaveIfNothing();
            return new JobLink(JobLinkResult.JobNotFound);
        }

        return fileId is { } id ? _views.FileLink(job, id) : _views.ResultLink(JobId, job);
    }

    public async IAsyncEnumerable<JobUpdate> Watch(long? afterId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Begun();
        LeaveIfNothing();
        if (Job is not { Status: not JobStatus.Expired } job)
            yield break;

        // Registered in the same turn as the replay is read: nothing falls in between.
        using var watcher = _watchers.Add();
        var start = afterId is { } id ? _views.Durable(JobId, job, id) : [new JobUpdate.Snapshot(_time.GetUtcNow(), job.TraceParent, View()!)];
        var ended = job.Status.IsTerminal();
        if (!ended)
            _ticker.Start(job);

        foreach (var update in start)
            yield return update;

        if (ended)
        {
            if (afterId is null)
                yield return _views.Ended(JobId, job);
            yield break;
        }

        while (await watcher.NextAsync(cancellationToken) is { } update)
        {
            yield return update;
            if (update is JobUpdate.Ended)
                yield break;
        }

        throw new EnumerationAbortedException("This activation of the job ends; watch on from the last id.");
    }

    public async Task<IReadOnlyList<JobUpdate>?> Replay(long afterId, CancellationToken cancellationToken = default)
    {
        await Begun();
        LeaveIfNothing();
        return Job is { Status: not JobStatus.Expired } job ? _views.Durable(JobId, job, afterId) : null;
    }

    public async Task FileSettled(FileOutcome outcome, CancellationToken cancellationToken = default)
    {
        await Begun();
        await _commits.Execute(new JobCommand.Settle(outcome));
    }

    public async Task FileWaits(int fileId, CancellationToken cancellationToken = default)
    {
        await Begun();
        _ticker.FileWaits(fileId);
    }

    public async Task<bool> FileProgressed(int fileId, int progress, CancellationToken cancellationToken = default)
    {
        await Begun();
        _ticker.FileProgressed(fileId, progress);
        return _watchers.Count > 0;
    }

    public async Task<bool> Resume(CancellationToken cancellationToken = default)
    {
        await Begun();
        _driver.Resume();
        LeaveIfNothing();
        return Job is not null;
    }

    public async Task<bool> Remind(CancellationToken cancellationToken = default)
    {
        await Begun();
        _driver.Remind();
        LeaveIfNothing();
        return Job is not null;
    }

    private async Task<JobCommandResult> Answer(JobCommand command)
    {
        var decision = await _commits.Execute(command);
        LeaveIfNothing();
        return new JobCommandResult(decision.Outcome, View());
    }

    /// <summary>Asks the caller's list, whose activation may find that the store has dropped it, or that it was written elsewhere.</summary>
    private async Task<T> AskList<T>(string caller, Func<ICallerJobsGrain, Task<T>> ask)
    {
        try
        {
            return await ask(GrainFactory.CallerJobs(caller));
        }
        catch (InconsistentStateException)
        {
            // That activation has ended by now: the next one begins with what is true.
            return await ask(GrainFactory.CallerJobs(caller));
        }
    }

    /// <summary>Whether somebody else removed from the store what the job has a link to.</summary>
    private async Task<bool> IsResultGone(CancellationToken cancellationToken) =>
        Job is { } job && JobViews.ResultKey(JobId, job) is { } key && await _store.FindAsync(key, cancellationToken) is null;

    /// <summary>Ends the activation of a job that does not exist: anybody can ask for any id.</summary>
    private void LeaveIfNothing()
    {
        if (Job is null && !_driver.IsBeginning && !_commits.IsBusy)
            DeactivateOnIdle();
    }

    /// <summary>The job is read before the first of its verbs. One whose time is over is forgotten.</summary>
    private async Task Begun()
    {
        try
        {
            await (_begun ??= _commits.BeginAsync());
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }

        if (Job is { FinishedAt: { } finishedAt, Status: not JobStatus.Expired } && _time.GetUtcNow() >= finishedAt + _options.Retention)
            await _commits.Execute(new JobCommand.Expire(_options.Retention));
    }

    private JobView? View() => Job is { } job ? _views.View(JobId, job, _ticker.Current(job)) : null;
}
