using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Files;
using Downstream.Grains.Jobs.Store;
using Downstream.Grains.Recovery;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Cluster.Tests.Recovery;

/// <summary>Nothing but a loss that is told of sets a lost job going here.</summary>
public sealed class TellingCluster : JobCluster
{
    protected override bool LosesSilos => true;

    internal override DelayOptions Delay { get; } = new() { Min = TimeSpan.FromSeconds(2), Max = TimeSpan.FromSeconds(15) };

    protected override void Configure(ISiloBuilder silo) =>
        silo.Services.AddSingleton(new RecoveryOptions { Patience = TimeSpan.FromHours(1) });
}

public sealed class LossTests(TellingCluster cluster) : IClassFixture<TellingCluster>
{
    [Fact]
    public async Task Jobs_that_nobody_asks_for_go_on_when_they_are_due_once_their_silo_is_lost()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var index = cluster.Cluster.GetSiloServiceProvider(cluster.Cluster.Silos[0].SiloAddress).GetRequiredService<IUnfinishedJobs>();
        var jobs = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => cluster.Submit("lost", 800_002 + (7 * i), 801_003 + (7 * i))));

        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[^1], cancellation);

        // Asking a job itself would set it going.
        await JobCluster.Until(async () =>
            (await Task.WhenAll(Enumerable.Range(0, JobKeys.Parts).Select(index.LastDueAsync))).All(last => last is null));
        foreach (var job in jobs)
            Assert.True((await job.Get(cancellation))!.Status.IsTerminal());
    }
}
