using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Files;
using Downstream.Grains.Jobs.Store;
using Downstream.Grains.Recovery;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Cluster.Tests.Recovery;

/// <summary>Nobody tells of a loss here: nothing sets a lost job going but the reminder of its part.</summary>
public sealed class RemindedJobCluster : JobCluster
{
    protected override bool TellsOfLosses => false;

    internal override DelayOptions Delay { get; } = new() { Min = TimeSpan.FromSeconds(15), Max = TimeSpan.FromSeconds(15) };

    protected override void Configure(ISiloBuilder silo)
    {
        silo.Configure<ReminderOptions>(o => o.MinimumReminderPeriod = TimeSpan.FromSeconds(1));
        silo.Services.AddSingleton(new RecoveryOptions { ReminderPeriod = TimeSpan.FromSeconds(2) });
    }
}

public sealed class ReminderTests(RemindedJobCluster cluster) : IClassFixture<RemindedJobCluster>
{
    [Fact]
    public async Task Jobs_that_nobody_asks_for_go_on_by_the_reminder_of_their_part()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(3 * JobCluster.Deadline);
        var index = cluster.Cluster.GetSiloServiceProvider(cluster.Cluster.Silos[0].SiloAddress).GetRequiredService<IUnfinishedJobs>();
        var parts = Enumerable.Range(0, JobKeys.Parts).ToList();
        await Task.WhenAll(parts.Select(part => cluster.Grains.GetGrain<IUnfinishedJobsGrain>(part).Recover(0, limit.Token)));
        var jobs = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => cluster.Submit("reminded", 700_000 + (7 * i))));

        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[^1], limit.Token);

        // Asking a job itself would set it going.
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await Task.WhenAll(parts.Select(index.LastDueAsync))).Any(last => last is not null))
            await pace.WaitForNextTickAsync(limit.Token);

        foreach (var job in jobs)
            Assert.Equal(JobStatus.Completed, (await job.Get(limit.Token))!.Status);
    }
}
