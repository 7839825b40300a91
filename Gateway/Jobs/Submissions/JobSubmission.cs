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

    /// <summary>Submits the files under the request's caller, key and trace. An accepted job survives a closed connection.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">The endpoint: the same key on another one is another request.</param>
    /// <param name="fileIds">The distinct ids in the caller's order.</param>
    /// <param name="grains">Where the job's grain is.</param>
    /// <param name="time">The clock that names the job.</param>
    public static async Task<Parsed<JobSubmission>> SubmitAsync(
        HttpContext context, string kind, int[] fileIds, IGrainFactory grains, TimeProvider time)
    {
        if (!Caller.Resolve(context.Request).TryGet(out var caller, out var problem))
            return problem;
        if (!IdempotencyKey.Read(context.Request).TryGet(out var key, out problem))
            return problem;

        var jobId = key is null ? JobIds.New(time) : JobIds.FromKey(await Secret(context).GetAsync(context.RequestAborted), caller, key);
        using var scope = JobLogScope.Begin(context, context.RequestServices.GetRequiredService<ILogger<JobSubmission>>(), jobId);
        RequestTrace.Tag(context, DownstreamTelemetry.JobIdTag, jobId.ToString("D"));
        if (await AddressBounds.CountAsync(context, grains, jobId, caller) is { } refused)
            return refused;

        var request = new SubmitJob(caller, fileIds, JobIds.Fingerprint(kind, fileIds), RequestTrace.ParentOf(context));
        var result = await grains.Job(jobId).Submit(request, CancellationToken.None);
        if (result.Result == JobCommandOutcome.Replayed)
            context.Response.Headers[IdempotencyKey.ReplayedHeader] = "true";

        return Refusals.Of(result) is { } refusal ? refusal : new JobSubmission(result.Job!, Replayed: result.Result == JobCommandOutcome.Replayed);
    }
}
