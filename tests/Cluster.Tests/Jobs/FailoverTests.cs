using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Files;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Cluster.Tests.Jobs;

/// <summary>Three silos whose files take some seconds, so that a kill hits jobs in every state.</summary>
public sealed class FailingJobCluster : JobCluster
{
    protected override short Silos => 3;

    protected override bool LosesSilos => true;

    internal override DelayOptions Delay { get; } = new() { Min = TimeSpan.FromMilliseconds(500), Max = TimeSpan.FromSeconds(8) };
}

public sealed class FailoverTests(FailingJobCluster cluster) : IClassFixture<FailingJobCluster>
{
    [Fact]
    public async Task Jobs_go_on_and_lose_or_double_no_outcome_when_a_silo_is_killed()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var jobs = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => SubmitAt(i % cluster.Cluster.Silos.Count, [.. Enumerable.Range(600_000 + (10 * i), 5)])));
        var watches = jobs.Select(async job =>
        {
            var seen = new List<JobUpdate>();
            await foreach (var update in JobCluster.WatchToTheEnd(job, 0, cancellation))
                seen.Add(update);
            return seen;
        }).ToList();

        var victim = cluster.Cluster.Silos[^1];
        await JobCluster.Until(async () =>
        {
            var lost = (await cluster.ActiveAtAsync()).Where(one => one.SiloAddress.Equals(victim.SiloAddress)).Select(one => one.GrainId.Type.ToString());
            return lost.Intersect(["job", "file"]).Count() == 2;
        });
        await cluster.Cluster.KillSiloAsync(victim, cancellation);
        Assert.Contains(watches, watch => !watch.IsCompleted);
        var told = await Task.WhenAll(watches);

        for (var i = 0; i < jobs.Length; i++)
        {
            var files = told[i].OfType<JobUpdate.File>().ToList();
            Assert.Equal(Enumerable.Range(600_000 + (10 * i), 5), files.Select(f => f.Outcome.FileId).Order());
            Assert.Equal(files.Select(f => f.EventId).Order().Distinct(), files.Select(f => f.EventId));
            Assert.All(files, f => Assert.Equal(f.Outcome.FileId % 7 == 0, f.Outcome.IsReady));
            var progress = told[i].OfType<JobUpdate.Progress>().Select(p => p.Job.Tenths).ToList();
            Assert.Equal(progress.Order(), progress);
            Assert.IsType<JobUpdate.Ended>(told[i][^1]);
        }
    }

    /// <summary>A job runs where it is submitted.</summary>
    private async Task<IJobGrain> SubmitAt(int silo, int[] fileIds)
    {
        var job = cluster.Job(Guid.CreateVersion7());
        var grains = cluster.Cluster.GetSiloServiceProvider(cluster.Cluster.Silos[silo].SiloAddress).GetRequiredService<IGrainFactory>();
        var result = await grains.GetGrain<IJobGrain>(job.GetPrimaryKey()).Submit(new SubmitJob("tests", fileIds, "fingerprint", null), TestContext.Current.CancellationToken);
        Assert.Equal(JobCommandOutcome.Accepted, result.Result);
        return job;
    }
}
