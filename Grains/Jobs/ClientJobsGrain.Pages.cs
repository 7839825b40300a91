using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Grains.Jobs;

/// <summary>The older entries of the list, in sealed pages beside the state.</summary>
internal sealed partial class ClientJobsGrain
{
    private const int PageSize = 64;
    private const int MostPages = 1600;

    /// <summary>The active jobs whose entries were sealed meanwhile.</summary>
    private async Task<List<ClientJob>> SealedActive()
    {
        var found = new List<ClientJob>();
        var pages = List.Pages.Where(p => List.Active.Values.Any(o => p.First <= o && o <= p.Last)).ToList();
        foreach (var page in pages)
            found.AddRange((await ReadPage(page.First)).State!.Jobs.Where(j => List.Active.ContainsKey(j.JobId)));

        return found;
    }

    private async Task Update(long ordinal, JobStatus status)
    {
        var index = List.Newest.FindIndex(j => j.Ordinal == ordinal);
        if (index >= 0)
        {
            List.Newest[index] = List.Newest[index] with { Status = status };
            return;
        }

        if (List.Pages.Find(p => p.First <= ordinal && ordinal <= p.Last) is not { } info)
            return;

        var page = await ReadPage(info.First);
        index = page.State!.Jobs.FindIndex(j => j.Ordinal == ordinal);
        if (index >= 0)
        {
            page.State!.Jobs[index] = page.State!.Jobs[index] with { Status = status };
            await storage.WriteStateAsync(PageName(info.First), this.GetGrainId(), page);
        }
    }

    /// <summary>Moves the older half of a long list into a page. The page is written first, so no entry is ever missing.</summary>
    private async Task SealPage()
    {
        if (List.Newest.Count < 2 * PageSize)
            return;

        var jobs = List.Newest.GetRange(0, PageSize);
        List.Newest.RemoveRange(0, PageSize);
        List.Pages.Add(new ClientJobsPageInfo(jobs[0].Ordinal, jobs[^1].Ordinal, jobs[^1].CreatedAt));
        var page = await ReadPage(jobs[0].Ordinal);
        page.State!.Jobs = jobs;
        await storage.WriteStateAsync(PageName(jobs[0].Ordinal), this.GetGrainId(), page);
    }

    /// <summary>Drops entries whose jobs have expired. Their state and pages expire in the store by themselves.</summary>
    private void Forget()
    {
        var limit = time.GetUtcNow() - (2 * options.Retention);
        List.Newest.RemoveAll(j => j.CreatedAt < limit && !List.Active.ContainsKey(j.JobId));
        List.Pages.RemoveAll(p => p.NewestCreatedAt < limit);
        if (List.Pages.Count > MostPages)
            List.Pages.RemoveRange(0, List.Pages.Count - MostPages);
    }

    private static string PageName(long first) => $"client-jobs-page-{first}";

    private async Task<GrainState<ClientJobsPageState>> ReadPage(long first)
    {
        var page = new GrainState<ClientJobsPageState> { State = new ClientJobsPageState() };
        await storage.ReadStateAsync(PageName(first), this.GetGrainId(), page);
        page.State ??= new ClientJobsPageState();
        return page;
    }
}
