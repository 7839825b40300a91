using System.Runtime.CompilerServices;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs;
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
internal sealed partial class CallerJobsGrain(
    [PersistentState(CallerJobsGrain.StateName, StateStorage.Name)] IPersistentState<CallerJobsState> state,
    IStateLifetime lifetimes,
    [FromKeyedServices(StateStorage.Name)] IGrainStorage storage,
    IReminderTable reminders,
    JobOptions options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<CallerJobsGrain> logger) : Grain, ICallerJobsGrain, IRemindable
{
    private const string StateName = "caller-jobs";

    /// <summary>How long a list without a job stays in memory.</summary>
    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(5);

    private readonly ListNews _news = new();

    /// <summary>The unfinished jobs, wherever they stand in the list.</summary>
    private readonly Dictionary<Guid, ActiveJob> _active = [];

    /// <summary>What the watchers are told once the next write has it.</summary>
    private List<CallerJob> _unannounced = [];

    /// <summary>The last ordinal that is durable. A job after it may never be, and its ordinal then becomes another's.</summary>
    private long _lastWritten;

    /// <summary>Null when the list had a job as it was read.</summary>
    private IGrainTimer? _idle;

    private CallerJobsState List => state.State;

    /// <summary>Those without a name are many: each of their addresses has the limit of one caller, and all together that of a hundred.</summary>
    private int MostActive => this.GetPrimaryKeyString() == CallerNames.Anonymous
        ? (int)Math.Min(int.MaxValue, 100L * options.MaxActiveJobsPerCaller)
        : options.MaxActiveJobsPerCaller;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        ForgetExpired();
        _lastWritten = List.LastOrdinal;
        foreach (var numbers in List.UnfinishedPages.Chunk(PagesAtOnce))
        {
            var pages = await Task.WhenAll(numbers.Select(ReadJobs));
            foreach (var (number, jobs) in numbers.Zip(pages))
                AddActive(jobs, number);
        }

        AddActive(List.Newest, page: null);
        if (List.LastOrdinal == 0)
            _idle = this.RegisterGrainTimer(
                _ => LeaveIfNothing(), new GrainTimerCreationOptions(IdleAfter, IdleAfter) { Interleave = true });

        void AddActive(List<CallerJob> jobs, int? page)
        {
            foreach (var job in jobs.Where(job => !job.Status.IsTerminal()))
                _active[job.JobId] = new ActiveJob(job, page, job.CreatedAt);
        }
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
            _active[jobId] = known with { AskedAt = time.GetUtcNow() };
            await Task.WhenAll(Written(), KeepReminding());

            // Whoever looked for it when it was first told of may have given up since.
            _news.Tell(known.Entry);
            return known.Entry.Ordinal;
        }

        if (_active.Count >= MostActive)
            return null;

        // A job whose id is used again after it expired leaves its old place.
        List.Newest.RemoveAll(j => j.JobId == jobId);
        var added = Append(jobId, createdAt, lastId: 0);
        await Task.WhenAll(Persist(), KeepReminding());
        return added.Ordinal;
    }

    public async Task<bool> Reactivate(Guid jobId, long ordinal, long lastId, CancellationToken cancellationToken = default)
    {
        await MakeRoom(jobId);
        ActiveJob? ended;
        int pages;
        do
        {
            pages = List.NextPage;
            ended = await FindSealed(ordinal);
        }
        while (pages != List.NextPage);

        if (_active.TryGetValue(jobId, out var active))
        {
            _unannounced.Add(Change(active, JobStatus.Queued, lastId));
        }
        else
        {
            if (_active.Count >= MostActive)
                return false;

            if (List.Newest.Find(job => job.Ordinal == ordinal) is { } entry)
                ended = new ActiveJob(entry, Page: null, entry.CreatedAt);

            if (ended is not null)
                _unannounced.Add(Change(ended, JobStatus.Queued, lastId));
            else
                Append(jobId, time.GetUtcNow(), lastId);
        }

        await Task.WhenAll(Persist(), KeepReminding());
        return true;
    }

    public async Task Ended(Guid jobId, JobStatus status, long lastId, CancellationToken cancellationToken = default)
    {
        // Also when nothing changes: the write that carries the change may still be under way.
        if (!_active.TryGetValue(jobId, out var job))
        {
            await Written();
            return;
        }

        Change(job, status, lastId);
        await PersistSoon();
    }

    public Task<IReadOnlyList<Guid>> Unfinished(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<Guid>>([.. _active.Keys]);

    async Task<CallerJobsPage> ICallerJobsGrain.List(JobStatus? status, long? before, int limit, CancellationToken cancellationToken)
    {
        var items = new List<CallerJob>(limit + 1);
        if (status is { } wanted && !wanted.IsTerminal())
        {
            Collect(_active.Values.Select(job => job.Entry).OrderBy(job => job.Ordinal));
        }
        else
        {
            Collect(List.Newest);
            for (var next = await LastPage(before); next >= List.FirstPage && items.Count <= limit; next -= PagesAtOnce)
            {
                var first = Math.Max(List.FirstPage, next - PagesAtOnce + 1);
                var pages = await ReadPages(first, next);
                Collect(pages.SelectMany(jobs => jobs));

                // The store has dropped it, and those before it.
                if (pages[0].Count == 0)
                    List.FirstPage = Math.Max(List.FirstPage, first + 1);
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
        using var stopping = lifetime.ApplicationStopping.UnsafeRegister(static news => ((ListNews)news!).End(), _news);
        using var watcher = _news.Watch();

        // Taken in the turn that registers the watcher: what becomes durable or is sealed from then on is among these, or news.
        var last = _lastWritten;
        var newest = List.Newest.Where(job => job.Ordinal > afterOrdinal || _active.ContainsKey(job.JobId)).ToList();
        var older = _active.Values.Where(job => job.Page is not null).ToDictionary(job => job.Entry.Ordinal, job => job.Entry);
        foreach (var job in await SealedAfter(afterOrdinal))
            older[job.Ordinal] = job;

        // One that has expired was never accepted, or is not there any more.
        foreach (var job in older.Values.OrderBy(job => job.Ordinal).Concat(newest).Where(job => job.Ordinal <= last && job.Status != JobStatus.Expired))
            yield return job;

        await foreach (var job in watcher.FollowAsync(cancellationToken))
            yield return job;

        throw new EnumerationAbortedException("The watch fell behind or its grain moves; watch on from the last ordinal.");
    }

    /// <summary>
    /// Ends the activation of a list that never had a job, soon: a caller's name is free to choose. Not while somebody
    /// waits for the first one. By a timer, since a call that was given up may activate the list after all else is over.
    /// </summary>
    private Task LeaveIfNothing()
    {
        if (List.LastOrdinal > 0)
            _idle?.Dispose();
        else if (!_news.IsWatched)
            DeactivateOnIdle();

        return Task.CompletedTask;
    }

    /// <summary>Appends an unfinished job to the list.</summary>
    private CallerJob Append(Guid jobId, DateTimeOffset createdAt, long lastId)
    {
        List.LastOrdinal = Math.Max(List.LastOrdinal + 1, List.LastOrdinal == 0 ? createdAt.ToUnixTimeMilliseconds() : 0);
        var entry = new CallerJob(List.LastOrdinal, jobId, createdAt, JobStatus.Queued, lastId);
        List.Newest.Add(entry);
        _unannounced.Add(entry);
        _active[jobId] = new ActiveJob(entry, Page: null, createdAt);
        return entry;
    }

    /// <summary>Notes a job's new status, in its page with the next write where it stands in one.</summary>
    private CallerJob Change(ActiveJob job, JobStatus status, long lastId)
    {
        var entry = job.Entry with { Status = status, LastId = lastId };
        if (status.IsTerminal())
            _active.Remove(entry.JobId);
        else
            _active[entry.JobId] = job with { Entry = entry };

        if (job.Page is { } page)
            _changes.Add((page, entry));
        else if (List.Newest.FindIndex(j => j.Ordinal == entry.Ordinal) is >= 0 and var index)
            List.Newest[index] = entry;

        return entry;
    }

    /// <summary>An unfinished job.</summary>
    /// <param name="Entry">Its entry in the list.</param>
    /// <param name="Page">The page where that stands; null for one among the newest.</param>
    /// <param name="AskedAt">When it was last asked for before its acceptance.</param>
    private sealed record ActiveJob(CallerJob Entry, int? Page, DateTimeOffset AskedAt);
}
