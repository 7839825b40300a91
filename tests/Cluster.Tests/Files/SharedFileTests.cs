using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Cluster.Tests.Files;

/// <summary>A file that several jobs want.</summary>
public sealed class SharedFileTests(JobCluster cluster) : IClassFixture<JobCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_due_when_the_first_of_them_wants_it_whoever_asked_first()
    {
        const int shared = 7 * 95_100;
        var file = cluster.Grains.GetGrain<IFileGrain>(shared);
        cluster.Origin.Hold(shared);
        var now = cluster.Time.GetUtcNow();
        await file.Prepare(Guid.CreateVersion7(), now.AddHours(1), null, Cancellation);
        await file.Prepare(Guid.CreateVersion7(), now.AddHours(2), null, Cancellation);

        // A job of this cluster has no delay.
        var job = await cluster.Submit(shared);

        await cluster.Origin.HalfWay(shared).WaitAsync(JobCluster.Deadline, Cancellation);
        cluster.Origin.Open(shared);
        Assert.Equal(JobStatus.Completed, (await JobCluster.End(job)).Status);
    }
}
