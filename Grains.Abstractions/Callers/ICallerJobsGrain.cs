using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Grains.Abstractions.Callers;

/// <summary>The jobs of one caller, keyed by the caller's name: the list, the limit of active jobs, and the news of new ones.</summary>
[Alias("downstream.ICallerJobsGrain")]
public interface ICallerJobsGrain : IGrainWithStringKey
{
    /// <summary>
    /// Adds a job before it is accepted, and returns its ordinal. Idempotent. Null when the caller has as many active
    /// jobs as it may have.
    /// </summary>
    [Alias("Add")]
    Task<long?> Add(Guid jobId, DateTimeOffset createdAt, CancellationToken cancellationToken = default);

    /// <summary>Makes an ended job active again, before it is retried. Idempotent. False when the caller has as many active jobs as it may have.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="ordinal">Its place in the list.</param>
    /// <param name="lastId">The id that its present run ended with.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    [Alias("Reactivate")]
    Task<bool> Reactivate(Guid jobId, long ordinal, long lastId, CancellationToken cancellationToken = default);

    /// <summary>Notes a job's end, and the id that it has. Idempotent.</summary>
    [Alias("Ended")]
    Task Ended(Guid jobId, JobStatus status, long lastId, CancellationToken cancellationToken = default);

    /// <summary>A page of the caller's jobs, newest first.</summary>
    /// <param name="status">Only jobs in this state; of an active one, all active jobs, since the list does not tell those apart.</param>
    /// <param name="before">Only jobs with a smaller ordinal.</param>
    /// <param name="limit">At most so many, 1 to 1000.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    [Alias("List")]
    Task<CallerJobsPage> List(JobStatus? status, long? before, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// The jobs that are active or have an ordinal above <paramref name="afterOrdinal"/>, ascending; then each new one,
    /// in this order too, and each one that is run again. They are told once the list has them for good, and so perhaps
    /// before the job is accepted, or runs again; an end is not told.
    /// </summary>
    [Alias("Watch")]
    IAsyncEnumerable<CallerJob> Watch(long afterOrdinal, CancellationToken cancellationToken = default);
}

/// <summary>A job in its caller's list.</summary>
/// <param name="Ordinal">Orders the caller's jobs; grows with every job and is never reused.</param>
/// <param name="JobId">The job.</param>
/// <param name="CreatedAt">When it was accepted.</param>
/// <param name="Status">Its status as far as the list knows: exact once it has ended.</param>
/// <param name="LastId">The id of the last event that ended it; 0 for one that has not ended yet.</param>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("downstream.CallerJob")]
public sealed record CallerJob(
    [property: Id(0)] long Ordinal, [property: Id(1)] Guid JobId, [property: Id(2)] DateTimeOffset CreatedAt, [property: Id(3)] JobStatus Status,
    [property: Id(4)] long LastId = 0);

/// <summary>A page of a caller's jobs.</summary>
/// <param name="Items">The jobs, newest first.</param>
/// <param name="Next">The ordinal to go on before; null at the end.</param>
[GenerateSerializer, Immutable, Alias("downstream.CallerJobsPage")]
public sealed record CallerJobsPage([property: Id(0)] IReadOnlyList<CallerJob> Items, [property: Id(1)] long? Next);
