using Downstream.Gateway.Callers;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;
using Downstream.Gateway.Jobs.Submissions;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Jobs;

/// <summary>Cancels a job, or runs its failed files again. A command goes on when its client hangs up.</summary>
internal static class CommandEndpoints
{
    public static async Task<IResult> CancelAsync(string jobId, HttpContext context, IGrainFactory grains) =>
        JobIds.ParsePath(jobId).TryGet(out var id, out var problem)
            ? Answer(context, await grains.Job(id).Cancel(CancellationToken.None))
            : problem;

    // A retry counts as a submit does: a job that has ended gave its place back.
    public static async Task<IResult> RetryAsync(string jobId, HttpContext context, IGrainFactory grains)
    {
        if (!JobIds.ParsePath(jobId).TryGet(out var id, out var problem))
            return problem;
        if (!Caller.Resolve(context.Request).TryGet(out var caller, out problem))
            return problem;

        return await AddressBounds.CountAsync(context, grains, id, caller) is { } refused
            ? refused
            : Answer(context, await grains.Job(id).Retry(CancellationToken.None));
    }

    /// <summary>No job has a callback while the service sends none.</summary>
    public static async Task<IResult> ResendCallbackAsync(string jobId, HttpContext context, IGrainFactory grains) =>
        JobIds.ParsePath(jobId).TryGet(out var id, out var problem)
            ? Refusals.Of((await grains.Job(id).Get(context.RequestAborted))?.Status) ?? new Problem(ProblemCode.NoCallback)
            : problem;

    private static IResult Answer(HttpContext context, JobCommandResult result) => Refusals.Of(result) ?? JobAnswers.Resource(
        context, result.Job!, result.Result == JobCommandOutcome.Accepted ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
}
