using System.Runtime.CompilerServices;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Pace;

namespace Downstream.Grains.Callers;

/// <summary>
/// A caller's list in memory. It changes at once; changes that come while a write is under way share the next one, and
/// readers and watchers are told of a job once it is durable.
/// </summary>
internal sealed class CallerList
{
    /// <summary>How long the end of a job waits for others to share its write, or for a new job's.</summary>
    private static readonly TimeSpan GatherEnds = TimeSpan.FromMilliseconds(250);

    private readonly IGrainBase _grain;
    private readonly CallerPages _pages;
    private readonly TimeProvider _time;
    private readonly Coalesced _writes;
    private readonly ListNews _news = new();
    private readonly Dictionary<Guid, ActiveJob> _active = [];

    /// <summary>What the watchers are told once the next write has it.</summary>
    private List<CallerJob> _unannounced = [];

    /// <summary>The last ordinal that is durable. A job after it may never be, and its ordinal then becomes another's.</summary>
    private long _lastWritten;

    /// <summary>Ends the wait of the next write for more to share it.</summary>
    private TaskCompletionSource _hurry = NewHurry();

    public CallerList(IGrainBase grain, CallerPages pages, TimeProvider time)
    {
        (_grain, _pages, _time) = (grain, pages, time);
        _writes = new Coalesced(Write, Gather);
        _pages.Sealed += OnSealed;
    }

    /// <summary>The jobs that have not ended, wherever they stand in the list.</summary>
    public IReadOnlyDictionary<Guid, ActiveJob> Active => _active;

    /// <summary>Whether there never was a job in it.</summary>
    public bool IsBlank => _pages.LastOrdinal == 0;

    public bool IsWatched => _news.IsWatched;

    /// <summary>The write that is under way, or the last one.</summary>
    public Task LastWrite => _writes.Last;

    public async Task BeginAsync()
    {
        _pages.ForgetExpired();
        _lastWritten = _pages.LastOrdinal;
        foreach (var (entry, page) in await _pages.Unfinished())
            _active[entry.JobId] = new ActiveJob(entry, page, entry.CreatedAt);
    }

    /// <summary>Adds a job, which is durable with the next write.</summary>
    public CallerJob Append(Guid jobId, DateTimeOffset createdAt, long lastId)
    {
        _pages.Forget(jobId);
        var entry = _pages.Append(jobId, createdAt, lastId);
        _unannounced.Add(entry);
        _active[jobId] = new ActiveJob(entry, Page: null, createdAt);
        return entry;
    }

    /// <summary>Has an active job asked for again. Whoever looked for it when it was first told of may have given up since.</summary>
    public async Task AskAgain(ActiveJob job)
    {
        _active[job.Entry.JobId] = job with { AskedAt = _time.GetUtcNow() };
        await _writes.Last;
        _news.Tell(job.Entry);
    }

    /// <summary>Makes a job that may have ended active again, durable with the next write; false when there are as many as there may be.</summary>
    public async Task<bool> Reactivate(Guid jobId, long ordinal, long lastId, int mostActive)
    {
        (CallerJob Entry, int? Page)? sealedIn;
        int pages;
        do
        {
            pages = _pages.Count;
            sealedIn = await _pages.Find(ordinal);
        }
        while (pages != _pages.Count);

        var isActive = _active.TryGetValue(jobId, out var active);
        if (!isActive && _active.Count >= mostActive)
            return false;

        if (isActive)
            Change(active! with { AskedAt = _time.GetUtcNow(), IsAccepted = false }, JobStatus.Queued, lastId);
        else if (_pages.Newest.FirstOrDefault(job => job.Ordinal == ordinal) is { } entry)
            Change(new ActiveJob(entry, Page: null, _time.GetUtcNow()), JobStatus.Queued, lastId);
        else if (sealedIn is { } found)
            Change(new ActiveJob(found.Entry, found.Page, _time.GetUtcNow()), JobStatus.Queued, lastId);
        else
            Append(jobId, _time.GetUtcNow(), lastId);

        return true;
    }

    /// <summary>Notes that a job was accepted, and is not to be looked for again.</summary>
    public void Accept(Guid jobId)
    {
        if (_active.TryGetValue(jobId, out var job))
            _active[jobId] = job with { IsAccepted = true };
    }

    /// <summary>Gives a job's entry another status, which is durable with the next write; one that ends leaves the active ones.</summary>
    public void Change(ActiveJob job, JobStatus status, long lastId)
    {
        var entry = job.Entry with { Status = status, LastId = lastId };
        if (status.IsTerminal())
        {
            _active.Remove(entry.JobId);
        }
        else
        {
            _active[entry.JobId] = job with { Entry = entry };
            _unannounced.Add(entry);
        }

        _pages.Replace(entry, job.Page);
    }

    /// <summary>Makes all that the list holds now durable, without waiting for more.</summary>
    public Task Persist()
    {
        var written = _writes.RunAsync();
        _hurry.TrySetResult();
        return written;
    }

    /// <summary>Makes all that the list holds now durable, with what comes soon.</summary>
    public Task PersistSoon() => _writes.RunAsync();

    /// <summary>The durable jobs before an ordinal, the latest first, and one more than the limit when there are more.</summary>
    public async Task<List<CallerJob>> Read(JobStatus? status, long? before, int limit)
    {
        var items = new List<CallerJob>(limit + 1);
        if (status is { } wanted && !wanted.IsTerminal())
        {
            Collect(_active.Values.Select(job => job.Entry).OrderBy(job => job.Ordinal));
            return items;
        }

        Collect(_pages.Newest);
        if (items.Count <= limit)
        {
            await foreach (var jobs in _pages.Before(before, status))
            {
                Collect(jobs);
                if (items.Count > limit)
                    break;
            }
        }

        return items;

        void Collect(IEnumerable<CallerJob> ascending) => items.AddRange(ascending.Reverse()
            .Where(job => job.Ordinal <= _lastWritten && (before is null || job.Ordinal < before) && (status is not { } s || !s.IsTerminal() || job.Status == s))
            .Take(limit + 1 - items.Count));
    }

    /// <summary>The durable jobs after an ordinal and those that are active, ascending, and then all that changes; ends when it falls behind.</summary>
    public async IAsyncEnumerable<CallerJob> Follow(long afterOrdinal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
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
    }

    /// <summary>Ends every watch, and those that come later. Safe from any thread.</summary>
    public void End() => _news.End();

    private void OnSealed(CallerJob moved, int page)
    {
        if (_active.TryGetValue(moved.JobId, out var active) && active.Entry.Ordinal == moved.Ordinal)
            _active[moved.JobId] = active with { Page = page };
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
            _grain.DeactivateOnIdle();
            throw;
        }
    }

    private static TaskCompletionSource NewHurry() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A job that counts against the limit.</summary>
/// <param name="Entry">Its entry in the list.</param>
/// <param name="Page">The page where that stands; null for one among the newest.</param>
/// <param name="AskedAt">When it was last asked for before its acceptance.</param>
/// <param name="IsAccepted">Whether it is known to be accepted.</param>
internal sealed record ActiveJob(CallerJob Entry, int? Page, DateTimeOffset AskedAt, bool IsAccepted = false);
