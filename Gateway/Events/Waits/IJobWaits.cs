using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Events.Waits;

/// <summary>
/// Holds a request until a job moves. Many requests that wait for one job share one watch of it. A cluster that does not
/// answer makes no wait longer: the answer is then the last that is known of the job.
/// </summary>
internal interface IJobWaits
{
    /// <summary>The job once it has ended, or as it is when <paramref name="wait"/> is over; null when it is gone.</summary>
    Task<JobView?> WaitForEndAsync(JobView known, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>
    /// The job once its version is another than that of <paramref name="known"/>, or as it is when <paramref name="wait"/>
    /// is over; null when it is gone. Answers at once for a job that has ended.
    /// </summary>
    Task<JobView?> WaitForChangeAsync(JobView known, TimeSpan wait, CancellationToken cancellationToken);
}
