using Downstream.Gateway.Events.Waits;
using Downstream.Gateway.Http;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Jobs;

/// <summary>Shows a job, and holds the request until it moves where the client prefers that.</summary>
internal static class StatusEndpoint
{
    public static async Task<IResult> HandleAsync(
        JobId jobId, Preferences preferences, HttpContext context, IGrainFactory grains, JobWaits waits, RequestOptions options, TimeProvider time)
    {
        var job = await grains.Job(jobId.Value).Get(context.RequestAborted);
        if (job is null || Refusals.Of(job.Status) is not null)
            return Refusals.Of(job?.Status)!;

        var isKnown = EntityTags.IsKnown(context.Request, job, time.GetUtcNow());
        if (isKnown && !job.Status.IsTerminal() && preferences.Wait is { } asked)
        {
            var wait = Waits.Honour(asked, options);
            Waits.Confirm(context, Preferences.WaitToken(wait));
            Waits.Hold(context);
            job = await waits.WaitForChangeAsync(job, wait, context.RequestAborted);
            if (job is null || Refusals.Of(job.Status) is not null)
                return Refusals.Of(job?.Status)!;

            isKnown = EntityTags.IsKnown(context.Request, job, time.GetUtcNow());
        }

        context.Response.Headers.ETag = EntityTags.Of(job, time.GetUtcNow());
        context.Response.Headers.CacheControl = "no-store";
        if (!isKnown)
            return JobAnswers.Resource(context, job);

        JobAnswers.AddRetryAfter(context, job);
        return TypedResults.StatusCode(StatusCodes.Status304NotModified);
    }
}
