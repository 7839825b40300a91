using System.Runtime.CompilerServices;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs;
using Downstream.Grains.Jobs.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Storage;

namespace Downstream.Grains.Callers;

/// <summary>The jobs of one caller: who may add one, and what is done for those that are active.</summary>
[GrainType("caller-jobs"), RandomPlacement, Reentrant]
internal sealed partial class CallerJobsGrain : Grain, ICallerJobsGrain
{
    private const int MostChecked = 1000;
    private const int CheckedAtOnce = 32;

    /// <summary>How long a list without a job stays in memory.</summary>
    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(5);

    /// <summary>A job that was asked for this long ago and still has no state was never accepted.</summary>
    private static readonly TimeSpan AcceptanceLimit = TimeSpan.FromMinutes(1);

    private readonly JobOptions _options;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CallerList _list;
    private readonly IUnfinishedJobs _unfinished;

    /// <summary>Null when the list had a job as it was read.</summary>
    private IGrainTimer? _idle;

    private IGrainTimer? _check;
    private DateTimeOffset _checkedAt;

    public CallerJobsGrain(
        [PersistentState(CallerPages.StateName, StateStorage.Name)] IPersistentState<CallerJobsState> state,
        IStateLifetime lifetimes,
        [FromKeyedServices(StateStorage.Name)] IGrainStorage storage,
        IUnfinishedJobs unfinished,
        JobOptions options,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ILogger<CallerJobsGrain> logger)
    {
        (_unfinished, _options, _lifetime, _time, _logger) = (unfinished, options, lifetime, time, logger);
        _list = new CallerList(this, new CallerPages(state, this.GetGrainId(), storage, lifetimes, options, time), time);
    }

    /// <summary>Those without a name are many: each of their addresses has the limit of one caller, and all together that of a hundred.</summary>
    private int MostActive => this.GetPrimaryKeyString() == CallerNames.Anonymous
        ? (int)Math.Min(int.MaxValue, 100L * _options.MaxActiveJobsPerCaller)
        : _options.MaxActiveJobsPerCaller;

    private bool IsFull => _list.Active.Count >= MostActive;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _list.BeginAsync();
        if (_list.IsBlank)
            _idle = this.RegisterGrainTimer(
                _ => LeaveIfNothing(), new GrainTimerCreationOptions(IdleAfter, IdleAfter) { Interleave = true });
        if (_list.Active.Count > 0)
            CheckAfter(TimeSpan.Zero);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _list.End();
        return Task.CompletedTask;
    }

    public async Task<long?> Add(Guid jobId, DateTimeOffset createdAt, CancellationToken cancellationToken = default)
    {
        await MakeRoom(jobId);
        if (_list.Active.TryGetValue(jobId, out var known))
        {
            await _list.AskAgain(known);
            return known.Entry.Ordinal;
        }

        if (IsFull)
            return null;

        CheckAfter(AcceptanceLimit);
        var added = _list.Append(jobId, createdAt, lastId: 0);
        await _list.Persist();
        return added.Ordinal;
    }

    public async Task<bool> Reactivate(Guid jobId, long ordinal, long lastId, CancellationToken cancellationToken = default)
    {
        await MakeRoom(jobId);
        if (!await _list.Reactivate(jobId, ordinal, lastId, MostActive))
            return false;

        CheckAfter(AcceptanceLimit);
        await _list.Persist();
        return true;
    }

    public async Task Ended(Guid jobId, JobStatus status, long lastId, CancellationToken cancellationToken = default)
    {
        // Also when nothing changes: the write that carries the change may still be under way.
        if (!_list.Active.TryGetValue(jobId, out var job))
        {
            await _list.LastWrite;
            return;
        }

        _list.Change(job, status, lastId);
        await _list.PersistSoon();
    }

    public async Task<CallerJobsPage> List(JobStatus? status, long? before, int limit, CancellationToken cancellationToken = default)
    {
        var items = await _list.Read(status, before, limit);
        var more = items.Count > limit;
        if (more)
            items.RemoveRange(limit, items.Count - limit);

        return new CallerJobsPage(items, more ? items[^1].Ordinal : null);
    }

    public async IAsyncEnumerable<CallerJob> Watch(long afterOrdinal, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A silo that stops ends the watch: a grain with a call under way is not deactivated before that is over.
        using var stopping = _lifetime.ApplicationStopping.UnsafeRegister(static list => ((CallerList)list!).End(), _list);
        await foreach (var job in _list.Follow(afterOrdinal, cancellationToken))
            yield return job;

        throw new EnumerationAbortedException("The watch fell behind or its grain moves; watch on from the last ordinal.");
    }

    private void CheckAfter(TimeSpan wait) => _check ??= this.RegisterGrainTimer(
        Check, new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true });

    private async Task Check(CancellationToken cancellationToken)
    {
        _check?.Dispose();
        _check = null;
        try
        {
            await TakeBackPlaces();
        }
        catch (Exception exception)
        {
            LogNotChecked(exception, this.GetPrimaryKeyString());
        }

        if (_list.Active.Values.Any(job => !job.IsAccepted))
            CheckAfter(AcceptanceLimit);
    }

    /// <summary>Takes their places from jobs that were never accepted, when a caller has no other left.</summary>
    private async Task MakeRoom(Guid jobId)
    {
        var now = _time.GetUtcNow();
        if (!IsFull || _list.Active.ContainsKey(jobId) || now - _checkedAt < AcceptanceLimit)
            return;

        _checkedAt = now;
        await TakeBackPlaces();
    }

    /// <summary>Looks each job up among the unfinished once. One that is not there was never accepted, or its retry was not.</summary>
    private async Task TakeBackPlaces()
    {
        var now = _time.GetUtcNow();
        var old = _list.Active.Values.Where(job => !job.IsAccepted && now - job.AskedAt > AcceptanceLimit).OrderBy(job => job.Entry.Ordinal)
            .Take(MostChecked).Select(job => job.Entry.JobId).ToList();
        var missing = (await _unfinished.MissingAsync(old)).ToHashSet();
        foreach (var jobId in old.Where(jobId => !missing.Contains(jobId)))
            _list.Accept(jobId);

        foreach (var jobIds in missing.Chunk(CheckedAtOnce))
            await Task.WhenAll(jobIds.Select(TakeBack));

        // A job that is there tells the list of its end.
        async Task TakeBack(Guid jobId)
        {
            if (!await GrainFactory.Job(jobId).Remind())
                ForgetIfNeverAccepted(jobId);
        }
    }

    private void ForgetIfNeverAccepted(Guid jobId)
    {
        if (!_list.Active.TryGetValue(jobId, out var job) || _time.GetUtcNow() - job.AskedAt <= AcceptanceLimit)
            return;

        _list.Change(job, JobStatus.Expired, job.Entry.LastId);
        _list.PersistSoon().Ignore();
    }

    /// <summary>
    /// Ends the activation of a list that never had a job, soon: a caller's name is free to choose. Not while somebody
    /// waits for the first one. By a timer, since a call that was given up may activate the list after all else is over.
    /// </summary>
    private Task LeaveIfNothing()
    {
        if (!_list.IsBlank)
            _idle?.Dispose();
        else if (!_list.IsWatched)
            DeactivateOnIdle();

        return Task.CompletedTask;
    }

    [LoggerMessage(EventId = 121, Level = LogLevel.Warning, Message = "Whether all jobs of {Caller} were accepted could not be found out; it is tried again")]
    private partial void LogNotChecked(Exception exception, string caller);
}
