using Downstream.Gateway.Http.Requests;
using Downstream.Gateway.Jobs.Shapes;
using Downstream.Gateway.Jobs.Submissions;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Jobs;

/// <summary>Accepts a job of many files.</summary>
internal static class InitiateEndpoint
{
    private const string Kind = "initiate";

    public static async Task<IResult> HandleAsync(HttpContext context, JsonBodies bodies, IGrainFactory grains, TimeProvider time)
    {
        if (!(await bodies.ReadAsync(context.Request)).TryGet(out var body, out var problem))
            return problem;
        if (!FileIds.ParseMany(body).TryGet(out var fileIds, out problem))
            return problem;
        if (!(await JobSubmission.SubmitAsync(context, Kind, fileIds, grains, time)).TryGet(out var submission, out problem))
            return problem;

        var job = submission.Job;
        var links = JobLinks.Of(job.JobId);
        context.Response.Headers.Location = links.Status;
        JobAnswers.AddRetryAfter(context, job);
        var status = submission.Replayed ? job.Status : JobStatus.Queued;
        return TypedResults.Json(
            new JobAccepted(job.JobId, JobStatusNames.Of(status), job.TotalFiles, links),
            JobJson.Contract.JobAccepted,
            statusCode: StatusCodes.Status202Accepted);
    }
}
