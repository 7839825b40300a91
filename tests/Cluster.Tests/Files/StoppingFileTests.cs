using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Files;
using Orleans.Runtime.Placement;

namespace Downstream.Cluster.Tests.Files;

public sealed class StoppingFileTests(JobCluster cluster) : IClassFixture<JobCluster>
{
    /// <summary>Less than a host waits for what does not stop by itself.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_silo_that_stops_breaks_its_transfers_off_so_that_their_uploads_are_aborted()
    {
        const int held = 7 * 95_000;
        var cancellation = TestContext.Current.CancellationToken;
        var silo = cluster.Cluster.Silos[^1];
        cluster.Origin.Hold(held);
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
        await cluster.Grains.GetGrain<IFileGrain>(held).Prepare(Guid.CreateVersion7(), cluster.Time.GetUtcNow(), null, cancellation);
        RequestContext.Clear();
        await cluster.Origin.HalfWay(held).WaitAsync(JobCluster.Deadline, cancellation);

        var stop = cluster.Cluster.StopSiloAsync(silo, cancellation);

        await cluster.Origin.Stopped(held).WaitAsync(Limit, cancellation);
        await stop.WaitAsync(JobCluster.Deadline, cancellation);
    }
}
