using System.Diagnostics;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Abstractions.Telemetry;
using Downstream.Grains.Archives;
using Downstream.Grains.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Storage;

namespace Downstream.Grains.Jobs;

/// <summary>
/// One job. Every change takes one path (<see cref="Execute"/>): decide, evolve, persist, publish. What follows from a
/// change is done by <c>Drive</c>, which can be repeated from any point. On a node that runs gateway and grains it is where
/// it was submitted; its files are spread over the cluster.
/// </summary>
[GrainType("job"), Reentrant, PreferLocalPlacement]
internal sealed partial class JobGrain(
    [PersistentState(JobGrain.StateName, StateStorage.Name)] IPersistentState<JobState> state,
    IStateLifetime lifetimes,
    JobOptions options,
    JobViews views,
    ArchiveWriter archives,
    Storage.IObjectStore store,
    JobMetrics metrics,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<JobGrain> logger) : Grain, IJobGrain
{
    private const string StateName = "job";

    private readonly JobWatchers _watchers = new(lifetime.ApplicationStopping);
    private readonly Dictionary<int, int> _transfers = [];

    /// <summary>The files whose delay is over and that wait for a slot.</summary>
    private readonly HashSet<int> _waiting = [];
    private List<PendingCommand> _pending = [];
    private bool _committing;
    private Job? _job;
    private int _published;

    private Guid JobId => this.GetPrimaryKey();

    private DateTimeOffset Now => time.GetUtcNow();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _job = state.State.Job;

        // What the last activation told, and this one tells while its first write is under way, follows from what is stored.
        _published = _job is null ? 0 : _job.Status.IsTerminal() ? _job.ProgressFloor : Math.Max(_job.ProgressFloor, JobProgressRules.Durable(_job, Now));
        if (_job is { } job && !job.Status.IsTerminal())
            DriveAfter(TimeSpan.Zero);

        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _watchers.Abandon();
        await _stopping.CancelAsync();

        // An archive that is being written has its upload aborted before the object store goes.
        await _drive.WaitAsync(LongestWindingDown, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public async Task<JobCommandResult> Submit(SubmitJob request, CancellationToken cancellationToken = default)
    {
        await ForgetIfExpired();
        if (_job is { Status: not JobStatus.Expired })
            return await Answer(new JobCommand.Submit(request, _job.Ordinal));

        // The place in the list first: without the job it is harmless, the job without it would not be found again.
        _beginning++;
        try
        {
            await DriveIsOver();
            if (_job is not null)
                await lifetimes.KeepAsync(StateName, this.GetGrainId());

            var ordinal = await AskList(request.Caller, list => list.Add(JobId, Now, cancellationToken));
            if (ordinal is null)
                return new JobCommandResult(JobCommandOutcome.TooManyActiveJobs, null);

            return await Answer(new JobCommand.Submit(request, ordinal.Value));
        }
        finally
        {
            _beginning--;
            LeaveIfNothing();
        }
    }

    public async Task<JobView?> Get(CancellationToken cancellationToken = default)
    {
        await ForgetIfExpired();
        LeaveIfNothing();
        return View();
    }

    public async Task<JobFilesPage?> Files(FileStatus? status, int skip, int limit, CancellationToken cancellationToken = default)
    {
        await ForgetIfExpired();
        if (_job is not { } job)
        {
            LeaveIfNothing();
            return null;
        }

        var now = Now;
        var found = job.Files
            .Select((file, place) => (Place: place, View: JobViews.File(job, file, now, _transfers, _waiting)))
            .Skip(skip)
            .Where(file => status is null || file.View.Status == status)
            .Take(limit + 1).ToList();
        return new JobFilesPage(job.Status, [.. found.Take(limit).Select(file => file.View)], found.Count > limit ? found[limit].Place : null);
    }

    public async Task<JobCommandResult> Cancel(CancellationToken cancellationToken = default)
    {
        await ForgetIfExpired();
        return await Answer(new JobCommand.Cancel());
    }

    public async Task<JobCommandResult> Retry(CancellationToken cancellationToken = default)
    {
        using var scope = logger.BeginJob(JobId);
        await ForgetIfExpired();
        var retry = new JobCommand.Retry(await IsResultGone(cancellationToken));
        if (_job is { } job && JobDecider.Decide(job, retry, Now).Outcome == JobCommandOutcome.Accepted)
        {
            // The place in the list first: after a crash the job is found either running again or still ended.
            _beginning++;
            try
            {
                await DriveIsOver();
                if (!await AskList(job.Caller, list => list.Reactivate(JobId, job.Ordinal, job.Sequence, cancellationToken)))
                    return new JobCommandResult(JobCommandOutcome.TooManyActiveJobs, View());

                // In the list by now, which has a job that does not run again after all wound up once more.
                await lifetimes.KeepAsync(StateName, this.GetGrainId());
                return await Answer(retry);
            }
            finally
            {
                // Also when it came to nothing: then the place is given back.
                _beginning--;
                Drive();
            }
        }

        return await Answer(retry);
    }

    /// <summary>Whether somebody else removed from the store what the job has a link to.</summary>
    private async Task<bool> IsResultGone(CancellationToken cancellationToken) =>
        _job is { } job && JobViews.ResultKey(JobId, job) is { } key && await store.FindAsync(key, cancellationToken) is null;

    public async Task<JobLink> Link(int? fileId, CancellationToken cancellationToken = default)
    {
        await ForgetIfExpired();
        if (_job is not { } job)
        {
            LeaveIfNothing();
            return new JobLink(JobLinkResult.JobNotFound);
        }

        return fileId is { } id ? views.FileLink(job, id) : views.ResultLink(JobId, job);
    }

    public async Task FileSettled(FileOutcome outcome, CancellationToken cancellationToken = default) =>
        await Execute(new JobCommand.Settle(outcome));

    public Task FileWaits(int fileId, CancellationToken cancellationToken = default)
    {
        if (IsUnsettled(fileId))
            _waiting.Add(fileId);

        return Task.CompletedTask;
    }

    public Task<bool> FileProgressed(int fileId, int progress, CancellationToken cancellationToken = default)
    {
        _waiting.Remove(fileId);
        if (IsUnsettled(fileId))
            _transfers[fileId] = Math.Clamp(progress, _transfers.GetValueOrDefault(fileId), JobProgressRules.Complete);

        return Task.FromResult(_watchers.Count > 0);
    }

    public Task Resume(CancellationToken cancellationToken = default)
    {
        _asked.Clear();
        Drive();
        return Task.CompletedTask;
    }

    public Task<bool> Remind(CancellationToken cancellationToken = default)
    {
        var overdue = Now - LongestBackOff;
        foreach (var file in _job?.Files ?? [])
        {
            if (!file.IsSettled && (file.DueAt is null || file.DueAt < overdue))
                _asked.Remove(file.FileId);
        }

        Drive();
        return Task.FromResult(_job is not null);
    }

    private bool IsUnsettled(int fileId) =>
        _job is { } job && !job.Status.IsTerminal() && job.IndexOf(fileId) is >= 0 and var index && !job.Files[index].IsSettled;

    private async Task<JobCommandResult> Answer(JobCommand command)
    {
        var decision = await Execute(command);
        LeaveIfNothing();
        return new JobCommandResult(decision.Outcome, View());
    }

    /// <summary>Asks the caller's list, whose activation may find that the store has dropped it, or that it was written elsewhere.</summary>
    private async Task<T> AskList<T>(string caller, Func<ICallerJobsGrain, Task<T>> ask)
    {
        try
        {
            return await ask(Caller(caller));
        }
        catch (InconsistentStateException)
        {
            // That activation has ended by now: the next one begins with what is true.
            return await ask(Caller(caller));
        }
    }

    /// <summary>Ends the activation of a job that does not exist: anybody can ask for any id.</summary>
    private void LeaveIfNothing()
    {
        if (_job is null && _beginning == 0 && !_committing && _pending.Count == 0)
            DeactivateOnIdle();
    }

    private async Task ForgetIfExpired()
    {
        if (_job is { FinishedAt: { } finishedAt, Status: not JobStatus.Expired } && Now >= finishedAt + options.Retention)
            await Execute(new JobCommand.Expire(options.Retention));
    }

    private JobView? View() => _job is { } job ? views.View(JobId, job, CurrentProgress(job)) : null;

    private ICallerJobsGrain Caller(string caller) => GrainFactory.CallerJobs(caller);

    private Activity? StartActivity(string name) =>
        DownstreamActivities.Continue(name, _job?.TraceParent)?.SetTag(DownstreamActivities.JobId, JobId);
}
