using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Jobs;

/// <summary>
/// Holds a request until a job moves. Many requests that wait for one job share one watch of it. A wait that cannot be
/// served by a watch answers from the job itself; a cluster that does not answer surfaces as its exception.
/// </summary>
internal interface IJobWaits
{
    /// <summary>The job once it has ended, or as it is when <paramref name="wait"/> is over; null when there is no such job.</summary>
    Task<JobView?> WaitForEndAsync(Guid jobId, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>
    /// The job once its version is another than <paramref name="knownVersion"/>, or as it is when <paramref name="wait"/>
    /// is over; null when there is no such job. Answers at once for a job that has ended.
    /// </summary>
    Task<JobView?> WaitForChangeAsync(Guid jobId, long knownVersion, TimeSpan wait, CancellationToken cancellationToken);
}
