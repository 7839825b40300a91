using Downstream.Gateway.Callers;
using Downstream.Gateway.Hosting;
using Downstream.Gateway.Requests;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Jobs;

/// <summary>Lists the caller's own jobs, newest first.</summary>
internal static class JobListEndpoint
{
    private const int DefaultLimit = 50;
    private const int Concurrency = 16;

    public static async Task<IResult> HandleAsync(HttpContext context, IGrainFactory grains)
    {
        if (!Caller.Resolve(context.Request).TryGet(out var caller, out var problem))
            return problem;
        if (!Paging.Status(context.Request, JobStatusNames.Jobs).TryGet(out JobStatus? status, out problem))
            return problem;
        if (!Paging.Limit(context.Request, DefaultLimit).TryGet(out var limit, out problem))
            return problem;

        var list = $"jobs {caller} {status}";
        if (!Paging.Position(context.Request, list).TryGet(out var before, out problem))
            return problem;

        var page = await PageAsync(grains.GetGrain<IClientJobsGrain>(caller), status, before, limit, context.RequestAborted);
        var jobs = await ViewsAsync(page.Items, grains, context.RequestAborted);

        // The list is exact only for jobs that have ended; the job itself has the last word.
        var shown = jobs.Where(job => job is not null && job.Status != JobStatus.Expired && (status is null || job.Status == status));
        var baseUrl = RequestOrigin.BaseUrl(context.Request);
        var next = page.Next is { } more ? Cursor.Write(list, more) : null;
        return TypedResults.Json(new JobList([.. shown.Select(job => JobResource.From(job!, baseUrl))], next), ContractJson.Relaxed.JobList);
    }

    /// <summary>A page that holds every job in the state. A list may know a running job under either active state.</summary>
    private static async Task<ClientJobsPage> PageAsync(
        IClientJobsGrain client, JobStatus? status, long? before, int limit, CancellationToken cancellationToken)
    {
        if (status is null || status.Value.IsTerminal())
            return await client.List(status, before, limit, cancellationToken);

        var queued = await client.List(JobStatus.Queued, before, limit, cancellationToken);
        var processing = await client.List(JobStatus.Processing, before, limit, cancellationToken);
        var both = queued.Items.Concat(processing.Items).OrderByDescending(job => job.Ordinal).ToList();
        var items = both.Take(limit).ToList();
        var hasMore = both.Count > items.Count || queued.Next is not null || processing.Next is not null;
        return new ClientJobsPage(items, hasMore && items.Count > 0 ? items[^1].Ordinal : null);
    }

    private static async Task<JobView?[]> ViewsAsync(IReadOnlyList<ClientJob> jobs, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var views = new JobView?[jobs.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, jobs.Count, parallel, async (i, token) =>
            views[i] = await grains.GetGrain<IJobGrain>(jobs[i].JobId).Get(token));
        return views;
    }
}
