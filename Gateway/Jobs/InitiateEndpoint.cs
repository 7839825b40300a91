using Downstream.Gateway.Callers;
using Downstream.Gateway.Http.Bodies;
using Downstream.Gateway.Http.Requests;
using Downstream.Gateway.Jobs.Shapes;
using Downstream.Gateway.Jobs.Submissions;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Jobs;

/// <summary>Accepts a job of many files.</summary>
internal static class InitiateEndpoint
{
    private const string Kind = "initiate";

    public static async Task<IResult> HandleAsync(
        FileIdsBody body, Caller caller, IdempotencyKey key, HttpContext context, IGrainFactory grains, TimeProvider time)
    {
        if (!(await JobSubmission.SubmitAsync(context, Kind, body.FileIds, caller, key, grains, time)).TryGet(out var submission, out var problem))
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
