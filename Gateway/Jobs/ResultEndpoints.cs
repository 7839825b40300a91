using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;
using Downstream.Grains.Abstractions;

namespace Downstream.Gateway.Jobs;

/// <summary>Sends clients on to a job's result, or to one of its files.</summary>
internal static class ResultEndpoints
{
    public static Task<IResult> ResultAsync(JobId job, HttpContext context, IGrainFactory grains) =>
        RedirectAsync(job, null, context, grains);

    public static Task<IResult> FileAsync(JobId job, FileId file, HttpContext context, IGrainFactory grains) =>
        RedirectAsync(job, file.Value, context, grains);

    private static async Task<IResult> RedirectAsync(JobId job, int? fileId, HttpContext context, IGrainFactory grains)
    {
        var link = await grains.Job(job.Value).Link(fileId, context.RequestAborted);
        if (Refusals.Of(link, ofFile: fileId is not null) is { } refusal)
            return refusal;

        context.Response.Headers.CacheControl = "no-store";

        // A link of the service itself stays relative, so that it holds behind any proxy.
        context.Response.Headers.Location = link.Url;
        return TypedResults.StatusCode(StatusCodes.Status302Found);
    }
}
