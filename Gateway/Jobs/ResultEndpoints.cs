using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;
using Downstream.Grains.Abstractions;

namespace Downstream.Gateway.Jobs;

/// <summary>Sends clients on to a job's result, or to one of its files.</summary>
internal static class ResultEndpoints
{
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
        if (Refusals.Of(link, ofFile: fileId is not null) is { } refusal)
            return refusal;

        context.Response.Headers.CacheControl = "no-store";

        // A link of the service itself stays relative, so that it holds behind any proxy.
        context.Response.Headers.Location = link.Url;
        return TypedResults.StatusCode(StatusCodes.Status302Found);
    }
}
