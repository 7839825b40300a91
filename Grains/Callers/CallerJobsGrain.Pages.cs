using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Grains.Callers;

/// <summary>How the list is kept: the newest entries in the state, older ones in pages beside it.</summary>
internal sealed partial class CallerJobsGrain
{
    private const int PageSize = 16;
    private const int PagesAtOnce = 8;
    private const int MostPages = 6400;

    /// <summary>How long the end of a job waits for others to share its write, or for a new job's.</summary>
    private static readonly TimeSpan GatherEnds = TimeSpan.FromMilliseconds(250);

    /// <summary>Entries of pages whose new status is not written yet.</summary>
    private readonly List<(int Page, CallerJob Entry)> _changes = [];

    /// <summary>Whether the state has no time to live; null while that is not known.</summary>
    private bool? _isKept;

    private TaskCompletionSource _hurry = new();
    private Task? _nextWrite;
    private Task _write = Task.CompletedTask;

    private Task Persist()
    {
        var written = PersistSoon();
        _hurry.TrySetResult();
        return written;
    }

    private Task PersistSoon() => _nextWrite ??= WriteAfter(_write);

    /// <summary>Completes once all that the list holds now is durable.</summary>
    private Task Written() => _nextWrite ?? _write;

    private async Task WriteAfter(Task previous)
    {
        _hurry = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.Yield();
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await _hurry.Task.WaitAsync(GatherEnds, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _write = _nextWrite!;
        _nextWrite = null;

        // What is added from here on is the next write's, whether this one happens to take it along or not.
        var (announced, last) = (_unannounced, List.LastOrdinal);
        _unannounced = [];
        try
        {
            // Pages first: the state never names one that is not there, nor drops an unfinished one that is.
            foreach (var pages in _changes.Select(change => change.Page).Distinct().ToList().Chunk(PagesAtOnce))
                await Task.WhenAll(pages.Select(WriteChanges));

            while (List.Newest.Count >= 2 * PageSize)
                await SealPage();

            await state.WriteStateAsync();
            _lastWritten = last;
            foreach (var job in announced)
                _news.Tell(job);

            await SetLifetime();
        }
        catch
        {
            // What is true is in the store: the next activation reads it.
            _news.End();
            DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>A list with an unfinished job is kept; any other is dropped by the store in the end.</summary>
    private async Task SetLifetime()
    {
        var isUnfinished = _active.Count > 0;
        if (_isKept == isUnfinished)
            return;

        await (isUnfinished
            ? lifetimes.KeepAsync(StateName, this.GetGrainId())
            : lifetimes.ExpireAsync(StateName, this.GetGrainId(), options.StateLifetime));
        _isKept = isUnfinished;
    }

    private async Task WriteChanges(int number)
    {
        var changed = _changes.Where(change => change.Page == number).Select(change => change.Entry).ToList();
        _changes.RemoveAll(change => change.Page == number);
        var page = await ReadPage(number);
        var jobs = page.State!.Jobs;
        foreach (var entry in changed)
        {
            if (jobs.FindIndex(job => job.Ordinal == entry.Ordinal) is >= 0 and var index)
                jobs[index] = entry;
        }

        await WritePage(number, page);
    }

    /// <summary>Moves the oldest entries into a page. They stay among the newest until that is written.</summary>
    private async Task SealPage()
    {
        var jobs = List.Newest.GetRange(0, PageSize);
        var number = List.NextPage;

        // Read for its tag: a crash may have left the page behind before the state named it.
        var page = await ReadPage(number);
        page.State!.Jobs = jobs;
        await WritePage(number, page);
        foreach (var moved in jobs)
        {
            // What changed meanwhile comes into the page with the next write, which who changed it waits for.
            if (List.Newest.Find(job => job.Ordinal == moved.Ordinal) is { } now && now != moved)
                _changes.Add((number, now));

            if (_active.TryGetValue(moved.JobId, out var active) && active.Entry.Ordinal == moved.Ordinal)
                _active[moved.JobId] = active with { Page = number };
        }

        List.Newest.RemoveAll(job => job.Ordinal <= jobs[^1].Ordinal);
        List.NextPage = number + 1;
        ForgetExpired();
    }

    private async Task WritePage(int number, GrainState<CallerJobsPageState> page)
    {
        await storage.WriteStateAsync(PageName(number), this.GetGrainId(), page);
        List.UnfinishedPages.Remove(number);
        if (page.State!.Jobs.Exists(job => !job.Status.IsTerminal()))
        {
            List.UnfinishedPages.Add(number);
            await lifetimes.KeepAsync(PageName(number), this.GetGrainId());
        }
        else
        {
            await lifetimes.ExpireAsync(PageName(number), this.GetGrainId(), options.StateLifetime);
        }
    }

    /// <summary>Drops entries whose jobs have expired. Pages expire in the store by themselves.</summary>
    private void ForgetExpired()
    {
        var limit = time.GetUtcNow() - (2 * options.Retention);
        List.Newest.RemoveAll(job => job.CreatedAt < limit && job.Status.IsTerminal());
        List.FirstPage = Math.Max(List.FirstPage, List.NextPage - MostPages);
    }

    /// <summary>The entries of pages after an ordinal, ascending.</summary>
    private async Task<IReadOnlyList<CallerJob>> SealedAfter(long ordinal)
    {
        var found = new List<CallerJob>();
        var (first, next) = (List.FirstPage, List.NextPage - 1);
        var isNewer = List.Newest is [var oldest, ..] && oldest.Ordinal <= ordinal + 1;
        for (; next >= first && !isNewer; next -= PagesAtOnce)
        {
            var pages = await ReadPages(Math.Max(first, next - PagesAtOnce + 1), next);
            found.InsertRange(0, pages.SelectMany(jobs => jobs).Where(job => job.Ordinal > ordinal));
            isNewer = pages[0] is not [var earliest, ..] || earliest.Ordinal <= ordinal;
        }

        return found;
    }

    /// <summary>An entry in a page; null when it is in none.</summary>
    private async Task<ActiveJob?> FindSealed(long ordinal)
    {
        var page = await LastPage(ordinal + 1);
        return page >= List.FirstPage && (await ReadJobs(page)).Find(job => job.Ordinal == ordinal) is { } entry
            ? new ActiveJob(entry, page, entry.CreatedAt)
            : null;
    }

    /// <summary>The last page with an entry before an ordinal. One that the store has dropped counts as one with such an entry.</summary>
    private async Task<int> LastPage(long? before)
    {
        var (low, high) = (List.FirstPage - 1, List.NextPage - 1);
        if (before is not { } ordinal || (List.Newest is [var oldest, ..] && oldest.Ordinal < ordinal))
            return high;

        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (await ReadJobs(middle) is not [var first, ..] || first.Ordinal < ordinal)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private Task<List<CallerJob>[]> ReadPages(int first, int last) => Task.WhenAll(Enumerable.Range(first, last - first + 1).Select(ReadJobs));

    private async Task<List<CallerJob>> ReadJobs(int number) => (await ReadPage(number)).State!.Jobs;

    private async Task<GrainState<CallerJobsPageState>> ReadPage(int number)
    {
        var page = new GrainState<CallerJobsPageState> { State = new CallerJobsPageState() };
        await storage.ReadStateAsync(PageName(number), this.GetGrainId(), page);
        page.State ??= new CallerJobsPageState();
        return page;
    }

    private static string PageName(int number) => $"caller-jobs-page-{number}";
}
