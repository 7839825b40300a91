using Downstream.Gateway.Events.Waits;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Support;

/// <summary>A wait that a test ends: it lets the job move, or finds it unmoved at once.</summary>
internal sealed class FakeJobWaits(FakeCluster cluster) : IJobWaits
{
    /// <summary>What happens to the job during the wait.</summary>
    public Func<JobView, JobView?> Meanwhile { get; set; } = job => job;

    public TimeSpan? Asked { get; private set; }

    public long? KnownVersion { get; private set; }

    public Task<JobView?> WaitForEndAsync(JobView known, TimeSpan wait, CancellationToken cancellationToken)
    {
        Asked = wait;
        var job = cluster.Job(known.JobId);
        job.View = Meanwhile(job.View!);
        return Task.FromResult(job.View);
    }

    public Task<JobView?> WaitForChangeAsync(JobView known, TimeSpan wait, CancellationToken cancellationToken)
    {
        KnownVersion = known.Version;
        return WaitForEndAsync(known, wait, cancellationToken);
    }
}
