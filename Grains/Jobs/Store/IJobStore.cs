using Downstream.Grains.Jobs.Rules;

namespace Downstream.Grains.Jobs.Store;

/// <summary>
/// Where jobs live. Each method is one round trip, and takes effect whole or not at all; one that throws may have taken
/// effect. A killed embedded store may leave a first part of one, which does no harm (<see cref="RedisJobStore"/>). A
/// job's version (<see cref="JobFields.VersionOf"/>) tells two writers apart. A job is among
/// <see cref="IUnfinishedJobs"/> from its insert on.
/// </summary>
internal interface IJobStore
{
    /// <summary>The job, or null.</summary>
    Task<Job?> ReadAsync(Guid jobId);

    /// <summary>Stores a job unless there is one under the id.</summary>
    /// <returns>The job that was there; null when this one is stored.</returns>
    Task<Job?> InsertAsync(Guid jobId, Job job);

    /// <summary>Stores what became of a job.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="before">The job as it was read or stored last.</param>
    /// <param name="after">The job as it is to be.</param>
    /// <param name="lifetime">How long an ended job is kept from now on. One that is not ended is kept.</param>
    /// <exception cref="Orleans.Storage.InconsistentStateException">The stored job is another than <paramref name="before"/>.</exception>
    Task CommitAsync(Guid jobId, Job before, Job after, TimeSpan lifetime);

    /// <summary>Takes an ended job from the unfinished ones, once all that follows from its end is done. Not one that runs again.</summary>
    Task LeaveUnfinishedAsync(Guid jobId, Job job);
}
