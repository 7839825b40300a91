using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs;
using Orleans.Storage;

namespace Downstream.Grains.Callers;

/// <summary>
/// Which states the jobs of a caller's pages are in, so that a list of one state reads no page without one. It may name a
/// state that a page has no longer, and never misses one that it has: it is written before the page. What the store has
/// dropped of it counts as naming all.
/// </summary>
internal sealed class PageStatuses(GrainId grainId, IGrainStorage storage, IStateLifetime lifetimes, JobOptions options)
{
    private const int PagesInPart = 256;
    private const byte All = byte.MaxValue;

    /// <summary>Notes what a page is going to have, and nothing else.</summary>
    public Task SetAsync(int page, IEnumerable<CallerJob> jobs) => ChangeAsync(page / PagesInPart, pages => pages[page % PagesInPart] = Mask(jobs));

    /// <summary>Notes what pages are going to have beside what they have.</summary>
    public async Task AddAsync(IEnumerable<IGrouping<int, CallerJob>> pages)
    {
        foreach (var part in pages.GroupBy(page => page.Key / PagesInPart))
        {
            await ChangeAsync(part.Key, known =>
            {
                foreach (var page in part)
                    known[page.Key % PagesInPart] |= Mask(page);
            });
        }
    }

    /// <summary>The pages that may have a job of a state, from the last down to the first and at most so many.</summary>
    public async Task<List<int>> FindAsync(JobStatus status, int last, int first, int most)
    {
        var found = new List<int>(most);
        var (known, part) = (Array.Empty<byte>(), -1);
        for (var page = last; page >= first && found.Count < most; page--)
        {
            if (page / PagesInPart != part)
            {
                part = page / PagesInPart;
                known = (await ReadAsync(part)).State!.Pages;
            }

            if ((known[page % PagesInPart] & Bit(status)) != 0)
                found.Add(page);
        }

        return found;
    }

    private async Task ChangeAsync(int part, Action<byte[]> change)
    {
        var state = await ReadAsync(part);
        var before = state.State!.Pages.ToArray();
        change(state.State.Pages);
        if (before.AsSpan().SequenceEqual(state.State.Pages))
            return;

        await storage.WriteStateAsync(Name(part), grainId, state);
        await lifetimes.ExpireAsync(Name(part), grainId, options.StateLifetime);
    }

    private async Task<GrainState<CallerJobsStatusesState>> ReadAsync(int part)
    {
        var state = new GrainState<CallerJobsStatusesState>();
        await storage.ReadStateAsync(Name(part), grainId, state);
        if (state.State is not { Pages.Length: PagesInPart })
        {
            state.State = new CallerJobsStatusesState { Pages = new byte[PagesInPart] };
            Array.Fill(state.State.Pages, All);
        }

        return state;
    }

    private static byte Mask(IEnumerable<CallerJob> jobs) => jobs.Aggregate((byte)0, (mask, job) => (byte)(mask | Bit(job.Status)));

    private static byte Bit(JobStatus status) => (byte)(1 << (int)status);

    private static string Name(int part) => $"{CallerPages.StateName}-statuses-{part}";
}
