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
    public static async Task<IResult> CancelAsync(JobId job, HttpContext context, IGrainFactory grains) =>
        Answer(context, await grains.Job(job.Value).Cancel(CancellationToken.None));

    // A retry counts as a submit does: a job that has ended gave its place back.
    public static async Task<IResult> RetryAsync(JobId job, Caller caller, HttpContext context, IGrainFactory grains) =>
        await AddressBounds.CountAsync(context, grains, job.Value, caller.Name) is { } refused
            ? refused
            : Answer(context, await grains.Job(job.Value).Retry(CancellationToken.None));

    /// <summary>No job has a callback while the service sends none.</summary>
    public static async Task<IResult> ResendCallbackAsync(JobId job, HttpContext context, IGrainFactory grains) =>
        Refusals.Of((await grains.Job(job.Value).Get(context.RequestAborted))?.Status) ?? new Problem(ProblemCode.NoCallback);

    private static IResult Answer(HttpContext context, JobCommandResult result) => Refusals.Of(result) ?? JobAnswers.Resource(
        context, result.Job!, result.Result == JobCommandOutcome.Accepted ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
}
