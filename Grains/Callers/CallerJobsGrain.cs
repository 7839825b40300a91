using System.Runtime.CompilerServices;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs;
using Downstream.Grains.Pace;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Storage;

namespace Downstream.Grains.Callers;

/// <summary>
/// The jobs of one caller. The list changes in memory at once; changes that come while a write is under way share the
/// next one.
/// </summary>
[GrainType("caller-jobs"), Reentrant]
internal sealed partial class CallerJobsGrain : Grain, ICallerJobsGrain, IRemindable
{
    private const int TouchedAtOnce = 32;
    private const int MostChecked = 1000;

    /// <summary>How long a list without a job stays in memory.</summary>
    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(5);

    /// <summary>How long the end of a job waits for others to share its write, or for a new job's.</summary>
    private static readonly TimeSpan GatherEnds = TimeSpan.FromMilliseconds(250);

    /// <summary>A job that was asked for this long ago and still has no state was never accepted.</summary>
    private static readonly TimeSpan AcceptanceLimit = TimeSpan.FromMinutes(1);

    private readonly JobOptions _options;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CallerPages _pages;
    private readonly CallerReminder _reminder;
    private readonly Coalesced _writes;
    private readonly ListNews _news = new();

    /// <summary>The jobs that have not ended, wherever they stand in the list.</summary>
    private readonly Dictionary<Guid, ActiveJob> _active = [];

    /// <summary>What the watchers are told once the next write has it.</summary>
    private List<CallerJob> _unannounced = [];

    /// <summary>The last ordinal that is durable. A job after it may never be, and its ordinal then becomes another's.</summary>
    private long _lastWritten;

    /// <summary>Ends the wait of the next write for more to share it.</summary>
    private TaskCompletionSource _hurry = NewHurry();

    /// <summary>Null when the list had a job as it was read.</summary>
    private IGrainTimer? _idle;

    private Task _reminding = Task.CompletedTask;
    private DateTimeOffset _checkedAt;

    public CallerJobsGrain(
        [PersistentState(CallerPages.StateName, StateStorage.Name)] IPersistentState<CallerJobsState> state,
        IStateLifetime lifetimes,
        [FromKeyedServices(StateStorage.Name)] IGrainStorage storage,
        IReminderTable reminders,
        JobOptions options,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ILogger<CallerJobsGrain> logger)
    {
        (_options, _lifetime, _time, _logger) = (options, lifetime, time, logger);
        _pages = new CallerPages(state, this.GetGrainId(), storage, lifetimes, options, time);
        _reminder = new CallerReminder(this.GetGrainId(), reminders, options, time);
        _writes = new Coalesced(Write, Gather);
        _pages.Sealed += OnSealed;
    }

    /// <summary>Those without a name are many: each of their addresses has the limit of one caller, and all together that of a hundred.</summary>
    private int MostActive => this.GetPrimaryKeyString() == CallerNames.Anonymous
        ? (int)Math.Min(int.MaxValue, 100L * _options.MaxActiveJobsPerCaller)
        : _options.MaxActiveJobsPerCaller;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _pages.ForgetExpired();
        _lastWritten = _pages.LastOrdinal;
        foreach (var (entry, page) in await _pages.Unfinished())
            _active[entry.JobId] = new ActiveJob(entry, page, entry.CreatedAt);

        if (_pages.LastOrdinal == 0)
            _idle = this.RegisterGrainTimer(
                _ => LeaveIfNothing(), new GrainTimerCreationOptions(IdleAfter, IdleAfter) { Interleave = true });
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _news.End();
        return Task.CompletedTask;
    }

    public async Task<long?> Add(Guid jobId, DateTimeOffset createdAt, CancellationToken cancellationToken = default)
    {
        await MakeRoom(jobId);
        if (_active.TryGetValue(jobId, out var known))
        {
            _active[jobId] = known with { AskedAt = _time.GetUtcNow() };
            await Task.WhenAll(_writes.Last, _reminder.Keep());

            // Whoever looked for it when it was first told of may have given up since.
            _news.Tell(known.Entry);
            return known.Entry.Ordinal;
        }

        if (_active.Count >= MostActive)
            return null;

        _pages.Forget(jobId);
        var added = Append(jobId, createdAt, lastId: 0);
        await Task.WhenAll(Persist(), _reminder.Keep());
        return added.Ordinal;
    }

    public async Task<bool> Reactivate(Guid jobId, long ordinal, long lastId, CancellationToken cancellationToken = default)
    {
        await MakeRoom(jobId);
        (CallerJob Entry, int? Page)? ended;
        int pages;
        do
        {
            pages = _pages.Count;
            ended = await _pages.Find(ordinal);
        }
        while (pages != _pages.Count);

        if (_active.TryGetValue(jobId, out var active))
        {
            _unannounced.Add(Change(active, JobStatus.Queued, lastId));
        }
        else
        {
            if (_active.Count >= MostActive)
                return false;

            if (_pages.Newest.FirstOrDefault(job => job.Ordinal == ordinal) is { } entry)
                ended = (entry, null);

            if (ended is { } found)
                _unannounced.Add(Change(new ActiveJob(found.Entry, found.Page, found.Entry.CreatedAt), JobStatus.Queued, lastId));
            else
                Append(jobId, _time.GetUtcNow(), lastId);
        }

        await Task.WhenAll(Persist(), _reminder.Keep());
        return true;
    }

    public async Task Ended(Guid jobId, JobStatus status, long lastId, CancellationToken cancellationToken = default)
    {
        // Also when nothing changes: the write that carries the change may still be under way.
        if (!_active.TryGetValue(jobId, out var job))
        {
            await _writes.Last;
            return;
        }

        Change(job, status, lastId);
        await _writes.RunAsync();
    }

    public Task<IReadOnlyList<Guid>> Unfinished(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<Guid>>([.. _active.Keys]);

    public async Task<CallerJobsPage> List(JobStatus? status, long? before, int limit, CancellationToken cancellationToken = default)
    {
        var items = new List<CallerJob>(limit + 1);
        if (status is { } wanted && !wanted.IsTerminal())
        {
            Collect(_active.Values.Select(job => job.Entry).OrderBy(job => job.Ordinal));
        }
        else
        {
            Collect(_pages.Newest);
            if (items.Count <= limit)
            {
                await foreach (var jobs in _pages.Before(before))
                {
                    Collect(jobs);
                    if (items.Count > limit)
                        break;
                }
            }
        }

        var more = items.Count > limit;
        if (more)
            items.RemoveRange(limit, items.Count - limit);

        return new CallerJobsPage(items, more ? items[^1].Ordinal : null);

        void Collect(IEnumerable<CallerJob> ascending) => items.AddRange(ascending.Reverse()
            .Where(job => job.Ordinal <= _lastWritten && (before is null || job.Ordinal < before) && (status is not { } s || !s.IsTerminal() || job.Status == s))
            .Take(limit + 1 - items.Count));
    }

    public async IAsyncEnumerable<CallerJob> Watch(long afterOrdinal, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A silo that stops ends the watch: a grain with a call under way is not deactivated before that is over.
        using var stopping = _lifetime.ApplicationStopping.UnsafeRegister(static news => ((ListNews)news!).End(), _news);
        using var watcher = _news.Watch();

        // Taken in the turn that registers the watcher: what becomes durable or is sealed from then on is among these, or news.
        var last = _lastWritten;
        var newest = _pages.Newest.Where(job => job.Ordinal > afterOrdinal || _active.ContainsKey(job.JobId)).ToList();
        var older = _active.Values.Where(job => job.Page is not null).ToDictionary(job => job.Entry.Ordinal, job => job.Entry);
        foreach (var job in await _pages.After(afterOrdinal))
            older[job.Ordinal] = job;

        // One that has expired was never accepted, or is not there any more.
        foreach (var job in older.Values.OrderBy(job => job.Ordinal).Concat(newest).Where(job => job.Ordinal <= last && job.Status != JobStatus.Expired))
            yield return job;

        await foreach (var job in watcher.FollowAsync(cancellationToken))
            yield return job;

        throw new EnumerationAbortedException("The watch fell behind or its grain moves; watch on from the last ordinal.");
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // Not waited for: it may take longer than a call may.
        if (_reminding.IsCompleted)
            _reminding = RemindAll();

        return Task.CompletedTask;
    }

    private async Task RemindAll()
    {
        foreach (var jobs in _active.Values.ToList().Chunk(TouchedAtOnce))
        {
            var reminded = Task.WhenAll(jobs.Select(Remind));
            await reminded.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (reminded.Exception is { } exception)
                LogRemindFailed(exception, exception.InnerExceptions.Count, this.GetPrimaryKeyString());
        }

        try
        {
            await _writes.Last;
            if (_active.Count == 0 && _writes.Last.IsCompletedSuccessfully)
                await _reminder.Stop();
        }
        catch (Exception exception)
        {
            LogReminderKept(exception, this.GetPrimaryKeyString());
        }

        async Task Remind(ActiveJob job)
        {
            if (!await GrainFactory.Job(job.Entry.JobId).Remind())
                ForgetIfNeverAccepted(job.Entry.JobId);
        }
    }

    /// <summary>Takes their places from jobs that were never accepted, when a caller has no other left.</summary>
    private async Task MakeRoom(Guid jobId)
    {
        var now = _time.GetUtcNow();
        if (_active.Count < MostActive || _active.ContainsKey(jobId) || now - _checkedAt < AcceptanceLimit)
            return;

        _checkedAt = now;
        var old = _active.Values.Where(job => now - job.AskedAt > AcceptanceLimit).OrderBy(job => job.Entry.Ordinal).Take(MostChecked).ToList();
        foreach (var jobs in old.Chunk(TouchedAtOnce))
            await Task.WhenAll(jobs.Select(Check));

        async Task Check(ActiveJob job)
        {
            if (await GrainFactory.Job(job.Entry.JobId).Get() is null)
                ForgetIfNeverAccepted(job.Entry.JobId);
        }
    }

    private void ForgetIfNeverAccepted(Guid jobId)
    {
        if (!_active.TryGetValue(jobId, out var job) || _time.GetUtcNow() - job.AskedAt <= AcceptanceLimit)
            return;

        Change(job, JobStatus.Expired, job.Entry.LastId);
        _writes.RunAsync().Ignore();
    }

    /// <summary>
    /// Ends the activation of a list that never had a job, soon: a caller's name is free to choose. Not while somebody
    /// waits for the first one. By a timer, since a call that was given up may activate the list after all else is over.
    /// </summary>
    private Task LeaveIfNothing()
    {
        if (_pages.LastOrdinal > 0)
            _idle?.Dispose();
        else if (!_news.IsWatched)
            DeactivateOnIdle();

        return Task.CompletedTask;
    }

    private CallerJob Append(Guid jobId, DateTimeOffset createdAt, long lastId)
    {
        var entry = _pages.Append(jobId, createdAt, lastId);
        _unannounced.Add(entry);
        _active[jobId] = new ActiveJob(entry, Page: null, createdAt);
        return entry;
    }

    private CallerJob Change(ActiveJob job, JobStatus status, long lastId)
    {
        var entry = job.Entry with { Status = status, LastId = lastId };
        if (status.IsTerminal())
            _active.Remove(entry.JobId);
        else
            _active[entry.JobId] = job with { Entry = entry };

        _pages.Replace(entry, job.Page);
        return entry;
    }

    private void OnSealed(CallerJob moved, int page)
    {
        if (_active.TryGetValue(moved.JobId, out var active) && active.Entry.Ordinal == moved.Ordinal)
            _active[moved.JobId] = active with { Page = page };
    }

    /// <summary>Makes all that the list holds now durable, without waiting for more.</summary>
    private Task Persist()
    {
        var written = _writes.RunAsync();
        _hurry.TrySetResult();
        return written;
    }

    private async Task Gather()
    {
        await _hurry.Task.WaitAsync(GatherEnds, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _hurry = NewHurry();
    }

    private async Task Write()
    {
        // What is added from here on is the next write's, whether this one happens to take it along or not.
        var (announced, last) = (_unannounced, _pages.LastOrdinal);
        _unannounced = [];
        try
        {
            await _pages.Write();
            _lastWritten = last;
            foreach (var job in announced)
                _news.Tell(job);

            await _pages.SetLifetime(isUnfinished: _active.Count > 0);
        }
        catch
        {
            // What is true is in the store: the next activation reads it.
            _news.End();
            DeactivateOnIdle();
            throw;
        }
    }

    private static TaskCompletionSource NewHurry() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A job that counts against the limit.</summary>
    /// <param name="Entry">Its entry in the list.</param>
    /// <param name="Page">The page where that stands; null for one among the newest.</param>
    /// <param name="AskedAt">When it was last asked for before its acceptance.</param>
    private sealed record ActiveJob(CallerJob Entry, int? Page, DateTimeOffset AskedAt);

    [LoggerMessage(EventId = 121, Level = LogLevel.Warning, Message = "{Count} unfinished jobs of {Caller} could not be set going; the next reminder tries again")]
    private partial void LogRemindFailed(Exception exception, int count, string caller);

    [LoggerMessage(EventId = 122, Level = LogLevel.Warning, Message = "The reminder of {Caller}, whose jobs have all ended, could not be removed; it tries again the next time")]
    private partial void LogReminderKept(Exception exception, string caller);
}
