using Downstream.Gateway.Callers;
using Downstream.Gateway.Events.Waits;
using Downstream.Gateway.Http;
using Downstream.Gateway.Http.Bodies;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;
using Downstream.Gateway.Jobs.Shapes;
using Downstream.Gateway.Jobs.Submissions;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Downstream.Gateway.Jobs;

/// <summary>Prepares one file, and holds the request for a while to answer with its end.</summary>
internal static class StartEndpoint
{
    private const string Kind = "start";

    public static async Task<IResult> HandleAsync(
        Arrival arrival, FileIdBody body, Caller caller, IdempotencyKey key, Preferences preferences,
        HttpContext context, IGrainFactory grains, JobWaits waits, RequestOptions options, TimeProvider time)
    {
        if (!(await JobSubmission.SubmitAsync(context, Kind, [body.FileId], caller, key, grains, time)).TryGet(out var submission, out var problem))
            return problem;

        var job = submission.Job;
        var wait = WaitOf(preferences, options);
        var left = wait - time.GetElapsedTime(arrival.Timestamp);
        if (!job.Status.IsTerminal() && left > TimeSpan.Zero)
        {
            Waits.Hold(context);
            if (await waits.WaitForEndAsync(job, left, context.RequestAborted) is not { } waited)
                return new Problem(ProblemCode.JobNotFound);
            job = waited;
        }

        Confirm(context, preferences, wait, job);
        return await AnswerAsync(context, job, body.FileId, grains);
    }

    private static TimeSpan WaitOf(Preferences preferences, RequestOptions options) => preferences switch
    {
        { Wait: { } asked } => Waits.Honour(asked, options),
        { RespondAsync: true } => TimeSpan.Zero,
        _ => Waits.Longest(options),
    };

    private static void Confirm(HttpContext context, Preferences preferences, TimeSpan wait, JobView job)
    {
        List<string> applied = [];
        if (preferences.RespondAsync && !job.Status.IsTerminal())
            applied.Add(Preferences.RespondAsyncToken);
        if (preferences.Wait is not null)
            applied.Add(Preferences.WaitToken(wait));
        if (applied.Count > 0)
            Waits.Confirm(context, applied);
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, JobView job, int fileId, IGrainFactory grains) => job.Status switch
    {
        JobStatus.Completed => Ended(context, job, fileId, "The file is ready."),
        JobStatus.Failed or JobStatus.PartiallyCompleted => Ended(context, job, fileId, FailureText.Of(await ErrorAsync(job, grains, context.RequestAborted))),
        JobStatus.Cancelled => new Problem(ProblemCode.JobCancelled, "The job was cancelled before it ended."),
        JobStatus.Expired => new Problem(ProblemCode.JobExpired),
        _ => JobAnswers.Resource(context, job, StatusCodes.Status202Accepted),
    };

    private static async Task<string?> ErrorAsync(JobView job, IGrainFactory grains, CancellationToken cancellationToken)
    {
        try
        {
            var page = await grains.Job(job.JobId).Files(FileStatus.Failed, 0, 1, cancellationToken);
            return page?.Items is [{ Error: { } error }, ..] ? error : job.Error;
        }
        catch (Exception unavailable) when (ClusterFailures.IsUnavailable(unavailable) && !cancellationToken.IsCancellationRequested)
        {
            // That it failed is known, and worth more than the reason.
            return job.Error;
        }
    }

    private static JsonHttpResult<StartResult> Ended(HttpContext context, JobView job, int fileId, string message) => TypedResults.Json(new StartResult
    {
        FileId = fileId,
        Status = job.Status == JobStatus.Completed ? "completed" : "failed",
        DownloadUrl = JobResource.Absolute(job.DownloadUrl, RequestOrigin.BaseUrl(context.Request)),
        Size = job.Size,
        ProcessingTimeMs = job.FinishedAt is { } finished ? Math.Max(0, (long)(finished - job.CreatedAt).TotalMilliseconds) : 0,
        Message = message,
    }, JobJson.Contract.StartResult);
}
