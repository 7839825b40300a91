using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Files;
using Orleans.Configuration;

namespace Downstream.Cluster.Tests.Files;

/// <summary>A silo that soon collects what is idle, with files that wait for longer than that.</summary>
public sealed class CollectingCluster : JobCluster
{
    protected override short Silos => 1;

    internal override DelayOptions Delay { get; } = new() { Min = TimeSpan.FromHours(1), Max = TimeSpan.FromHours(1) };

    protected override void Configure(ISiloBuilder silo) =>
        silo.Configure<GrainCollectionOptions>(o => (o.CollectionQuantum, o.CollectionAge) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
}

public sealed class CollectionTests(CollectingCluster cluster) : IClassFixture<CollectingCluster>
{
    private const int Delayed = 210_007;

    [Fact]
    public async Task A_file_that_waits_out_its_delay_stays_while_what_was_used_after_it_is_collected()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var job = await cluster.Submit("patient", Delayed);
        await JobCluster.Until(async () => (await job.Get(cancellation))!.Status == JobStatus.Processing);

        var witness = cluster.Grains.CallerJobs("witness");
        Assert.Empty(await witness.Unfinished(cancellation));
        await JobCluster.Until(async () => !(await ActiveAsync()).Contains(witness.GetGrainId()));

        Assert.Contains(cluster.Grains.GetGrain<IFileGrain>(Delayed).GetGrainId(), await ActiveAsync());
    }

    private async Task<HashSet<GrainId>> ActiveAsync() =>
        [.. (await cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics()).Select(one => one.GrainId)];
}
