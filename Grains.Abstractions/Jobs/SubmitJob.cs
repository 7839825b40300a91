
namespace Downstream.Grains.Abstractions.Jobs;

/// <summary>A request for a job.</summary>
/// <param name="Caller">Who asks: lists, limits and idempotency keys are per caller.</param>
/// <param name="FileIds">1 to 1000 distinct file ids, in the caller's order.</param>
/// <param name="Fingerprint">What makes two requests with one idempotency key the same request.</param>
/// <param name="TraceParent">The W3C <c>traceparent</c> of the request.</param>
[GenerateSerializer, Immutable, Alias("downstream.SubmitJob")]
public sealed record SubmitJob(
    [property: Id(0)] string Caller,
    [property: Id(1)] IReadOnlyList<int> FileIds,
    [property: Id(2)] string Fingerprint,
    [property: Id(3)] string? TraceParent);

/// <summary>What became of a command. <see cref="Job"/> is the job afterwards; null where there is none.</summary>
/// <param name="Result">The outcome.</param>
/// <param name="Job">The job after the command.</param>
[GenerateSerializer, Immutable, Alias("downstream.JobCommandResult")]
public sealed record JobCommandResult([property: Id(0)] JobCommandOutcome Result, [property: Id(1)] JobView? Job);

/// <summary>How a job answered a command.</summary>
[GenerateSerializer, Alias("downstream.JobCommandOutcome")]
public enum JobCommandOutcome
{
    /// <summary>The command took effect and is durable.</summary>
    Accepted = 0,

    /// <summary>The same submit was accepted before; this is that job.</summary>
    Replayed = 1,

    /// <summary>The job has ended already; nothing changed.</summary>
    AlreadyEnded = 2,

    /// <summary>No such job.</summary>
    NotFound = 3,

    /// <summary>The job's retention time has passed.</summary>
    Expired = 4,

    /// <summary>The idempotency key names a job that was submitted with another body.</summary>
    Conflict = 5,

    /// <summary>The caller has as many unfinished jobs as it may have.</summary>
    TooManyActiveJobs = 6,

    /// <summary>The job has no failed file to run again, or it still runs.</summary>
    NothingToRetry = 7,
}
