using Downstream.Gateway.Callers;
using Downstream.Gateway.Callers.Sites;
using Downstream.Gateway.Http;
using Downstream.Gateway.Http.Bodies;
using Downstream.Gateway.Http.Documents;
using Downstream.Gateway.Http.Pipeline;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Jobs.Shapes;

namespace Downstream.Gateway.Jobs;

/// <summary>Everything that can be asked of jobs, but for their events.</summary>
internal static class JobEndpoints
{
    private static readonly (string, string) Replayed = ("Idempotent-Replayed", "true where the same request had been accepted before.");
    private static readonly (string, string) Applied = ("Preference-Applied", "The preferences that were honoured.");
    private static readonly (string, string) Tag = ("ETag", "The version of the job, and of its link.");
    private static readonly (string, string) Look = ("Retry-After", "Seconds after which it makes sense to look again; while the job runs.");

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/v1/download").WithTags("Jobs").Refuses(ProblemCode.RateLimited, ProblemCode.InternalError, ProblemCode.ClusterUnavailable);

        jobs.MapPost("/initiate", InitiateEndpoint.HandleAsync)
            .WithName("initiate")
            .WithSummary("Accept a job of 1 to 1000 files")
            .WithDescription("The job is durable and readable from every gateway once this is answered. Repeated ids count once.")
            .Takes<FileIdsBody>(CallerParameters.ClientId, Parameters.IdempotencyKey)
            .Gives<JobAccepted>(StatusCodes.Status202Accepted)
            .Sends(StatusCodes.Status202Accepted, Replayed)
            .Refuses(
                ProblemCode.InvalidRequest, ProblemCode.RequestTimeout, ProblemCode.PayloadTooLarge, ProblemCode.UnsupportedMediaType,
                ProblemCode.CrossSite, ProblemCode.IdempotencyConflict, ProblemCode.TooManyActiveJobs, ProblemCode.JobExpired);

        jobs.MapPost("/start", StartEndpoint.HandleAsync)
            .WithName("start")
            .WithSummary("Prepare one file and wait for it")
            .WithDescription("Answers 200 when the file is done within the wait, and otherwise 202 with the job, which goes on.")
            .Takes<FileIdBody>(CallerParameters.ClientId, Parameters.IdempotencyKey, Parameters.Prefer)
            .Gives<StartResult>(StatusCodes.Status200OK)
            .Gives<JobResource>(StatusCodes.Status202Accepted)
            .Sends(StatusCodes.Status200OK, Replayed, Applied)
            .Sends(StatusCodes.Status202Accepted, Replayed, Applied)
            .Refuses(
                ProblemCode.InvalidRequest, ProblemCode.RequestTimeout, ProblemCode.PayloadTooLarge, ProblemCode.UnsupportedMediaType,
                ProblemCode.CrossSite, ProblemCode.IdempotencyConflict, ProblemCode.TooManyActiveJobs, ProblemCode.JobCancelled, ProblemCode.JobExpired);

        jobs.MapRead("/status/{jobId}", StatusEndpoint.HandleAsync)
            .WithName("getJob")
            .WithSummary("Show a job")
            .WithDescription("With If-None-Match and Prefer: wait=N the answer is held until the job moves or N seconds pass (304).")
            .Takes(Parameters.IfNoneMatch, Parameters.Prefer)
            .Gives<JobResource>(StatusCodes.Status200OK)
            .Gives(StatusCodes.Status304NotModified, "The client has this version already.")
            .Sends(StatusCodes.Status200OK, Tag, Applied, Look)
            .Sends(StatusCodes.Status304NotModified, Tag, Applied, Look)
            .Refuses(ProblemCode.InvalidRequest, ProblemCode.JobNotFound, ProblemCode.JobExpired);

        jobs.MapRead("/{jobId}/files", JobFilesEndpoint.HandleAsync)
            .Compressed()
            .WithName("listJobFiles")
            .WithSummary("List the files of a job")
            .Takes(JobParameters.FileStatus, Parameters.Limit, Parameters.Cursor)
            .Gives<JobFileList>(StatusCodes.Status200OK)
            .Refuses(ProblemCode.InvalidRequest, ProblemCode.JobNotFound, ProblemCode.JobExpired);

        jobs.MapRead("/{jobId}", ResultEndpoints.ResultAsync)
            .WithName("getResult")
            .WithSummary("Go to the result of a job")
            .Gives(StatusCodes.Status302Found, "The result's signed link is in Location.")
            .Refuses(
                ProblemCode.InvalidRequest, ProblemCode.JobNotFound, ProblemCode.JobNotReady,
                ProblemCode.JobFailed, ProblemCode.JobCancelled, ProblemCode.JobExpired);

        jobs.MapRead("/{jobId}/files/{fileId}", ResultEndpoints.FileAsync)
            .WithName("getFile")
            .WithSummary("Go to one file of a job")
            .Gives(StatusCodes.Status302Found, "The file's signed link is in Location.")
            .Refuses(
                ProblemCode.InvalidRequest, ProblemCode.JobNotFound, ProblemCode.NotFound, ProblemCode.JobNotReady,
                ProblemCode.JobFailed, ProblemCode.JobCancelled, ProblemCode.JobExpired);

        jobs.MapDelete("/{jobId}", CommandEndpoints.CancelAsync)
            .WithName("cancelJob")
            .WithSummary("Cancel a job")
            .WithDescription("Idempotent: a job that has ended already is shown unchanged.")
            .Gives<JobResource>(StatusCodes.Status200OK)
            .Gives<JobResource>(StatusCodes.Status202Accepted)
            .Refuses(ProblemCode.InvalidRequest, ProblemCode.CrossSite, ProblemCode.JobNotFound, ProblemCode.JobExpired);

        jobs.MapPost("/{jobId}/retry", CommandEndpoints.RetryAsync)
            .WithName("retryJob")
            .WithSummary("Run the failed files of a job again")
            .Gives<JobResource>(StatusCodes.Status202Accepted)
            .Refuses(
                ProblemCode.InvalidRequest, ProblemCode.CrossSite, ProblemCode.JobNotFound, ProblemCode.NothingToRetry, ProblemCode.JobExpired, ProblemCode.TooManyActiveJobs);

        jobs.MapPost("/{jobId}/callback", CommandEndpoints.ResendCallbackAsync)
            .WithName("resendCallback")
            .WithSummary("Send a job's callback again")
            .Refuses(ProblemCode.InvalidRequest, ProblemCode.CrossSite, ProblemCode.JobNotFound, ProblemCode.NoCallback, ProblemCode.JobExpired);

        routes.MapRead("/v1/downloads", JobListEndpoint.HandleAsync)
            .ShowsCallersOwn()
            .Compressed()
            .WithTags("Jobs")
            .WithName("listJobs")
            .WithSummary("List the caller's jobs, newest first")
            .Takes(CallerParameters.ClientId, JobParameters.JobStatus, Parameters.Limit, Parameters.Cursor)
            .Gives<JobList>(StatusCodes.Status200OK)
            .Refuses(ProblemCode.InvalidRequest, ProblemCode.CrossSite, ProblemCode.RateLimited, ProblemCode.InternalError, ProblemCode.ClusterUnavailable);

        // Else GET and DELETE of these would mean a job of that name.
        jobs.RefuseOtherMethods("/initiate", HttpMethods.Post);
        jobs.RefuseOtherMethods("/start", HttpMethods.Post);
    }
}
