using Downstream.Gateway.Callers;
using Downstream.Gateway.Http;
using Downstream.Gateway.Http.Pipeline;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Abstractions.Telemetry;

namespace Downstream.Gateway.Jobs.Submissions;

/// <summary>Names a job and hands it to its grain.</summary>
/// <param name="Job">The job after it.</param>
/// <param name="Replayed">Whether the same request had been accepted before.</param>
internal sealed record JobSubmission(JobView Job, bool Replayed)
{
    private static IClusterSecret Secret(HttpContext context) => context.RequestServices.GetRequiredService<IClusterSecret>();

    /// <summary>Submits the files under the request's trace. An accepted job survives a closed connection.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">The endpoint: the same key on another one is another request.</param>
    /// <param name="fileIds">The distinct ids in the caller's order.</param>
    /// <param name="caller">Whose job it is.</param>
    /// <param name="key">What the caller knows the request by.</param>
    /// <param name="grains">Where the job's grain is.</param>
    /// <param name="time">The clock that names the job.</param>
    public static async Task<Parsed<JobSubmission>> SubmitAsync(
        HttpContext context, string kind, int[] fileIds, Caller caller, IdempotencyKey key, IGrainFactory grains, TimeProvider time)
    {
        var jobId = key.Value is null ? JobIds.New(time) : JobIds.FromKey(await Secret(context).GetAsync(context.RequestAborted), caller.Name, key.Value);
        using var scope = JobLogScope.Begin(context, context.RequestServices.GetRequiredService<ILogger<JobSubmission>>(), jobId);
        RequestTrace.Tag(context, DownstreamTelemetry.JobIdTag, jobId.ToString("D"));
        if (await AddressBounds.CountAsync(context, grains, jobId, caller.Name) is { } refused)
            return refused;

        var request = new SubmitJob(caller.Name, fileIds, JobIds.Fingerprint(kind, fileIds), RequestTrace.ParentOf(context));
        var result = await grains.Job(jobId).Submit(request, CancellationToken.None);
        if (result.Result == JobCommandOutcome.Replayed)
            context.Response.Headers[IdempotencyKey.ReplayedHeader] = "true";

        return Refusals.Of(result) is { } refusal ? refusal : new JobSubmission(result.Job!, Replayed: result.Result == JobCommandOutcome.Replayed);
    }
}
