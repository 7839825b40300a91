using Downstream.Gateway.Http;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Jobs.Shapes;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Jobs;

/// <summary>What the endpoints of jobs have in common in their answers.</summary>
internal static class JobAnswers
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(2);

    /// <summary>The job resource.</summary>
    public static IResult Resource(HttpContext context, JobView job, int status = StatusCodes.Status200OK)
    {
        if (status == StatusCodes.Status202Accepted)
            context.Response.Headers.Location = JobLinks.Of(job.JobId).Status;
        AddRetryAfter(context, job);
        return TypedResults.Json(JobResource.From(job, RequestOrigin.BaseUrl(context.Request)), JobJson.Contract.JobResource, statusCode: status);
    }

    /// <summary>Tells when it makes sense to look again, as long as the job runs.</summary>
    public static void AddRetryAfter(HttpContext context, JobView job)
    {
        if (job.Status.IsTerminal())
            return;

        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var pause = job.EstimatedReadyAt is { } ready ? ready - now : UsualPause;
        pause = pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause;
        context.Response.Headers.RetryAfter = Problem.Seconds(pause);
    }
}
