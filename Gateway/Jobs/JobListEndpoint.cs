using Downstream.Gateway.Callers;
using Downstream.Gateway.Http;
using Downstream.Gateway.Jobs.Shapes;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Jobs;

/// <summary>Lists the caller's own jobs, newest first.</summary>
internal static class JobListEndpoint
{
    private const int Concurrency = 16;

    public static async Task<IResult> HandleAsync(Caller caller, JobListQuery query, HttpContext context, IGrainFactory grains)
    {
        var status = query.Page.Status;
        var page = await grains.CallerJobs(caller.Name).List(status, query.Page.Position, query.Page.Limit, context.RequestAborted);
        var jobs = await ViewsAsync([.. page.Items.DistinctBy(job => job.JobId)], grains, context.RequestAborted);

        // The list is exact only for jobs that have ended; the job itself has the last word.
        var shown = jobs.Where(job => job is not null && job.Status != JobStatus.Expired && (status is null || job.Status == status));
        var baseUrl = RequestOrigin.BaseUrl(context.Request);
        return TypedResults.Json(new JobList([.. shown.Select(job => JobResource.From(job!, baseUrl))], query.Page.CursorTo(page.Next)), JobJson.Contract.JobList);
    }

    private static async Task<JobView?[]> ViewsAsync(IReadOnlyList<CallerJob> jobs, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var views = new JobView?[jobs.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, jobs.Count, parallel, async (i, token) =>
            views[i] = await grains.Job(jobs[i].JobId).Get(token));
        return views;
    }
}
