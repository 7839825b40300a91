using Downstream.Gateway.Problems;
using Downstream.Gateway.Requests;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Jobs;

/// <summary>Sends clients on to a job's result, or to one of its files.</summary>
internal static class ResultEndpoints
{
    private static readonly TimeSpan WhenNotReady = TimeSpan.FromSeconds(2);

    public static Task<IResult> ResultAsync(string jobId, HttpContext context, IGrainFactory grains) =>
        JobIds.ParsePath(jobId).TryGet(out var id, out var problem) ? RedirectAsync(id, null, context, grains) : Task.FromResult<IResult>(problem);

    public static Task<IResult> FileAsync(string jobId, string fileId, HttpContext context, IGrainFactory grains)
    {
        if (!JobIds.ParsePath(jobId).TryGet(out var id, out var problem))
            return Task.FromResult<IResult>(problem);

        return FileIds.ParsePath(fileId).TryGet(out var file, out problem)
            ? RedirectAsync(id, file, context, grains)
            : Task.FromResult<IResult>(problem);
    }

    private static async Task<IResult> RedirectAsync(Guid jobId, int? fileId, HttpContext context, IGrainFactory grains)
    {
        var link = await grains.Job(jobId).Link(fileId, context.RequestAborted);
        if (link is not { Result: JobLinkResult.Ready, Url: { } url })
            return Refusal(link, fileId);

        context.Response.Headers.CacheControl = "no-store";

        // A link of the service itself stays relative, so that it holds behind any proxy.
        context.Response.Headers.Location = url;
        return TypedResults.StatusCode(StatusCodes.Status302Found);
    }

    private static Problem Refusal(JobLink link, int? fileId) => link.Result switch
    {
        JobLinkResult.NotReady => new Problem(ProblemCode.JobNotReady, fileId is null ? null : "The file is not ready yet.") { RetryAfter = WhenNotReady },
        JobLinkResult.Failed => new Problem(ProblemCode.JobFailed, fileId is null ? null : FailureText.Of(link.Error)),
        JobLinkResult.Cancelled => new Problem(ProblemCode.JobCancelled),
        JobLinkResult.Expired => new Problem(ProblemCode.JobExpired),
        JobLinkResult.JobNotFound => new Problem(ProblemCode.JobNotFound),
        JobLinkResult.FileNotFound => new Problem(ProblemCode.NotFound, "The job did not ask for this file."),
        _ => throw new InvalidOperationException($"A link came without a URL ({link.Result})."),
    };
}
