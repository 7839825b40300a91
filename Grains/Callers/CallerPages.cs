using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs;
using Orleans.Storage;

namespace Downstream.Grains.Callers;

/// <summary>How a caller's list is kept: the newest entries in the state, older ones in pages beside it.</summary>
internal sealed class CallerPages(
    IPersistentState<CallerJobsState> state, GrainId grainId, IGrainStorage storage, IStateLifetime lifetimes, JobOptions options, TimeProvider time)
{
    public const string StateName = "caller-jobs";

    private const int PageSize = 16;
    private const int PagesAtOnce = 8;
    private const int MostPages = 6400;

    private readonly PageStatuses _statuses = new(grainId, storage, lifetimes, options);

    /// <summary>Entries of pages whose new status is not written yet.</summary>
    private readonly List<(int Page, CallerJob Entry)> _changes = [];

    /// <summary>Whether the state has no time to live; null while that is not known.</summary>
    private bool? _isKept;

    /// <summary>Tells of an entry that is in a page from now on.</summary>
    public event Action<CallerJob, int>? Sealed;

    public IReadOnlyList<CallerJob> Newest => List.Newest;

    public long LastOrdinal => List.LastOrdinal;

    /// <summary>How many pages there were so far: grows while one is sealed.</summary>
    public int Count => List.NextPage;

    private CallerJobsState List => state.State;

    /// <summary>Appends an entry. The first ordinal is of the time, so that a caller who was forgotten does not use one again.</summary>
    public CallerJob Append(Guid jobId, DateTimeOffset createdAt, long lastId)
    {
        List.LastOrdinal = Math.Max(List.LastOrdinal + 1, List.LastOrdinal == 0 ? createdAt.ToUnixTimeMilliseconds() : 0);
        var entry = new CallerJob(List.LastOrdinal, jobId, createdAt, JobStatus.Queued, lastId);
        List.Newest.Add(entry);
        return entry;
    }

    /// <summary>Puts an entry in the place of its former self, in a page with the next write.</summary>
    public void Replace(CallerJob entry, int? page)
    {
        if (page is { } number)
            _changes.Add((number, entry));
        else if (List.Newest.FindIndex(j => j.Ordinal == entry.Ordinal) is >= 0 and var index)
            List.Newest[index] = entry;
    }

    /// <summary>A job whose id is used again after it expired leaves its old place.</summary>
    public void Forget(Guid jobId) => List.Newest.RemoveAll(j => j.JobId == jobId);

    /// <summary>Makes all of it durable. Pages first: the state never names one that is not there, nor drops an unfinished one that is.</summary>
    public async Task Write()
    {
        var changes = _changes.ToLookup(change => change.Page, change => change.Entry);
        _changes.Clear();
        await _statuses.AddAsync(changes);
        foreach (var pages in changes.Chunk(PagesAtOnce))
            await Task.WhenAll(pages.Select(WriteChanges));

        while (List.Newest.Count >= 2 * PageSize)
            await SealPage();

        await state.WriteStateAsync();
    }

    /// <summary>A list with an unfinished job is kept; any other is dropped by the store in the end.</summary>
    public async Task SetLifetime(bool isUnfinished)
    {
        if (_isKept == isUnfinished)
            return;

        await (isUnfinished ? lifetimes.KeepAsync(StateName, grainId) : lifetimes.ExpireAsync(StateName, grainId, options.StateLifetime));
        _isKept = isUnfinished;
    }

    /// <summary>The unfinished entries, each with its page; null for one among the newest.</summary>
    public async Task<List<(CallerJob Entry, int? Page)>> Unfinished()
    {
        var found = new List<(CallerJob, int?)>();
        foreach (var numbers in List.UnfinishedPages.Chunk(PagesAtOnce))
        {
            var pages = await Task.WhenAll(numbers.Select(ReadJobs));
            foreach (var (number, jobs) in numbers.Zip(pages))
                Add(jobs, number);
        }

        Add(List.Newest, page: null);
        return found;

        void Add(List<CallerJob> jobs, int? page) => found.AddRange(jobs.Where(job => !job.Status.IsTerminal()).Select(job => (job, page)));
    }

    /// <summary>
    /// The entries of pages before an ordinal, a few pages at a time, the latest pages first and ascending within. For a
    /// state only of pages that may have a job in it.
    /// </summary>
    public async IAsyncEnumerable<IEnumerable<CallerJob>> Before(long? ordinal, JobStatus? status)
    {
        for (var next = await LastPage(ordinal); next >= List.FirstPage; next--)
        {
            var numbers = status is { } one
                ? await _statuses.FindAsync(one, next, List.FirstPage, PagesAtOnce)
                : [.. Enumerable.Range(0, Math.Min(PagesAtOnce, next - List.FirstPage + 1)).Select(back => next - back)];
            if (numbers.Count == 0)
                yield break;

            numbers.Reverse();
            next = numbers[0];
            var pages = await Task.WhenAll(numbers.Select(ReadJobs));

            // The store has dropped it, and those before it.
            if (pages[0].Count == 0)
                List.FirstPage = Math.Max(List.FirstPage, next + 1);

            yield return pages.SelectMany(jobs => jobs);
        }
    }

    /// <summary>The entries of pages after an ordinal, ascending.</summary>
    public async Task<IReadOnlyList<CallerJob>> After(long ordinal)
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
    public async Task<(CallerJob Entry, int? Page)?> Find(long ordinal)
    {
        var page = await LastPage(ordinal + 1);
        return page >= List.FirstPage && (await ReadJobs(page)).Find(job => job.Ordinal == ordinal) is { } entry ? (entry, page) : null;
    }

    /// <summary>Drops entries whose jobs have expired. Pages expire in the store by themselves.</summary>
    public void ForgetExpired()
    {
        var limit = time.GetUtcNow() - (2 * options.Retention);
        List.Newest.RemoveAll(job => job.CreatedAt < limit && job.Status.IsTerminal());
        List.FirstPage = Math.Max(List.FirstPage, List.NextPage - MostPages);
    }

    private async Task WriteChanges(IGrouping<int, CallerJob> changed)
    {
        var page = await ReadPage(changed.Key);
        var jobs = page.State!.Jobs;
        foreach (var entry in changed)
        {
            if (jobs.FindIndex(job => job.Ordinal == entry.Ordinal) is >= 0 and var index)
                jobs[index] = entry;
        }

        await WritePage(changed.Key, page);
    }

    /// <summary>Moves the oldest entries into a page. They stay among the newest until that is written.</summary>
    private async Task SealPage()
    {
        var jobs = List.Newest.GetRange(0, PageSize);
        var number = List.NextPage;

        // Read for its tag: a crash may have left the page behind before the state named it.
        var page = await ReadPage(number);
        page.State!.Jobs = jobs;
        await _statuses.SetAsync(number, jobs);
        await WritePage(number, page);
        foreach (var moved in jobs)
        {
            // What changed meanwhile comes into the page with the next write, which who changed it waits for.
            if (List.Newest.Find(job => job.Ordinal == moved.Ordinal) is { } now && now != moved)
                _changes.Add((number, now));

            Sealed?.Invoke(moved, number);
        }

        List.Newest.RemoveAll(job => job.Ordinal <= jobs[^1].Ordinal);
        List.NextPage = number + 1;
        ForgetExpired();
    }

    private async Task WritePage(int number, GrainState<CallerJobsPageState> page)
    {
        await storage.WriteStateAsync(PageName(number), grainId, page);
        List.UnfinishedPages.Remove(number);
        if (page.State!.Jobs.Exists(job => !job.Status.IsTerminal()))
        {
            List.UnfinishedPages.Add(number);
            await lifetimes.KeepAsync(PageName(number), grainId);
        }
        else
        {
            await lifetimes.ExpireAsync(PageName(number), grainId, options.StateLifetime);
        }
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
        await storage.ReadStateAsync(PageName(number), grainId, page);
        page.State ??= new CallerJobsPageState();
        return page;
    }

    private static string PageName(int number) => $"{StateName}-page-{number}";
}
