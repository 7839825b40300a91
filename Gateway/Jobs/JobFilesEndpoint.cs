using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;
using Downstream.Gateway.Jobs.Shapes;
using Downstream.Grains.Abstractions;

namespace Downstream.Gateway.Jobs;

/// <summary>Lists the files of a job.</summary>
internal static class JobFilesEndpoint
{
    public static async Task<IResult> HandleAsync(JobId job, JobFilesQuery query, HttpContext context, IGrainFactory grains)
    {
        var skip = (int)Math.Min(query.Page.Position ?? 0, int.MaxValue);
        var page = await grains.Job(job.Value).Files(query.Page.Status, skip, query.Page.Limit, context.RequestAborted);
        if (page is null || Refusals.Of(page.Status) is not null)
            return Refusals.Of(page?.Status)!;

        return TypedResults.Json(new JobFileList([.. page.Items.Select(JobFileResource.From)], query.Page.CursorTo(page.Next)), JobJson.Contract.JobFileList);
    }
}
