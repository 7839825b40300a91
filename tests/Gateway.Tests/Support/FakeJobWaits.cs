using Downstream.Gateway.Jobs;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Support;

/// <summary>A wait that a test ends: it lets the job move, or finds it unmoved at once.</summary>
internal sealed class FakeJobWaits(FakeCluster cluster) : IJobWaits
{
    /// <summary>What happens to the job during the wait.</summary>
    public Func<JobView, JobView?> Meanwhile { get; set; } = job => job;

    public Exception? Failure { get; set; }

    public TimeSpan? Asked { get; private set; }

    public long? KnownVersion { get; private set; }

    public Task<JobView?> WaitForEndAsync(Guid jobId, TimeSpan wait, CancellationToken cancellationToken)
    {
        Asked = wait;
        if (Failure is not null)
            return Task.FromException<JobView?>(Failure);

        var job = cluster.Job(jobId);
        job.View = Meanwhile(job.View!);
        return Task.FromResult(job.View);
    }

    public Task<JobView?> WaitForChangeAsync(Guid jobId, long knownVersion, TimeSpan wait, CancellationToken cancellationToken)
    {
        KnownVersion = knownVersion;
        return WaitForEndAsync(jobId, wait, cancellationToken);
    }
}
