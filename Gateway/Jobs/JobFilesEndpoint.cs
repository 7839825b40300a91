using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;
using Downstream.Gateway.Jobs.Shapes;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Files;

namespace Downstream.Gateway.Jobs;

/// <summary>Lists the files of a job.</summary>
internal static class JobFilesEndpoint
{
    private const int DefaultLimit = 100;

    public static async Task<IResult> HandleAsync(string jobId, HttpContext context, IGrainFactory grains)
    {
        if (!JobIds.ParsePath(jobId).TryGet(out var id, out var problem))
            return problem;
        if (!Paging.Status(context.Request, JobStatusNames.Files).TryGet(out FileStatus? status, out problem))
            return problem;
        if (!Paging.Limit(context.Request, DefaultLimit).TryGet(out var limit, out problem))
            return problem;

        var list = $"files {id:D} {status}";
        if (!Paging.Position(context.Request, list).TryGet(out var position, out problem))
            return problem;

        var skip = (int)Math.Min(position ?? 0, int.MaxValue);
        var page = await grains.Job(id).Files(status, skip, limit, context.RequestAborted);
        if (page is null || Refusals.Of(page.Status) is not null)
            return Refusals.Of(page?.Status)!;

        var next = page.Next is { } more ? Cursor.Write(list, more) : null;
        return TypedResults.Json(new JobFileList([.. page.Items.Select(JobFileResource.From)], next), JobJson.Contract.JobFileList);
    }
}
