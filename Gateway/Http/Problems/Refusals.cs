using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Http.Problems;

/// <summary>The one table from what the cluster says no with to what is answered; null where it says yes.</summary>
internal static class Refusals
{
    private static readonly TimeSpan WhenTooManyJobs = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WhenTooManyCallers = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan WhenNotReady = TimeSpan.FromSeconds(2);

    /// <summary>Why a job in this state cannot be shown; no state is that of no job.</summary>
    public static Problem? Of(JobStatus? status) => status switch
    {
        null => new Problem(ProblemCode.JobNotFound),
        JobStatus.Expired => new Problem(ProblemCode.JobExpired),
        _ => null,
    };

    public static Problem? Of(JobCommandResult command) => command.Result switch
    {
        JobCommandOutcome.Accepted => null,
        JobCommandOutcome.Replayed or JobCommandOutcome.AlreadyEnded => Of(command.Job?.Status),
        JobCommandOutcome.NotFound => new Problem(ProblemCode.JobNotFound),
        JobCommandOutcome.Expired => new Problem(ProblemCode.JobExpired),
        JobCommandOutcome.Conflict => new Problem(ProblemCode.IdempotencyConflict),
        JobCommandOutcome.NothingToRetry => new Problem(ProblemCode.NothingToRetry),
        JobCommandOutcome.TooManyActiveJobs => new Problem(ProblemCode.TooManyActiveJobs) { RetryAfter = WhenTooManyJobs },
        _ => throw new InvalidOperationException($"A command answered {command.Result}."),
    };

    public static Problem? Of(AddressEntry entry) => entry switch
    {
        AddressEntry.Entered => null,
        AddressEntry.TooManyJobs => new Problem(ProblemCode.TooManyActiveJobs, "This address has as many unfinished jobs as it may have.") { RetryAfter = WhenTooManyJobs },
        AddressEntry.TooManyCallers => new Problem(ProblemCode.RateLimited, "This address named as many callers lately as it may.") { RetryAfter = WhenTooManyCallers },
        _ => throw new InvalidOperationException($"An address answered {entry}."),
    };

    /// <param name="link">The answer to a request for a link.</param>
    /// <param name="ofFile">Whether it was asked for one file, rather than the job's result.</param>
    public static Problem? Of(JobLink link, bool ofFile) => link.Result switch
    {
        JobLinkResult.Ready => null,
        JobLinkResult.NotReady => new Problem(ProblemCode.JobNotReady, ofFile ? "The file is not ready yet." : null) { RetryAfter = WhenNotReady },
        JobLinkResult.Failed => new Problem(ProblemCode.JobFailed, ofFile ? FailureText.Of(link.Error) : null),
        JobLinkResult.Cancelled => new Problem(ProblemCode.JobCancelled),
        JobLinkResult.Expired => new Problem(ProblemCode.JobExpired),
        JobLinkResult.JobNotFound => new Problem(ProblemCode.JobNotFound),
        JobLinkResult.FileNotFound => new Problem(ProblemCode.NotFound, "The job did not ask for this file."),
        _ => throw new InvalidOperationException($"A link answered {link.Result}."),
    };
}
