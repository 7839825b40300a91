using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Cluster.Tests.Jobs;

public sealed class RetryTests(FaultyJobCluster cluster) : IClassFixture<FaultyJobCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_retry_keeps_its_place_in_the_list_though_recovery_touches_the_job_before_it_is_durable()
    {
        const int file = 160_001;
        var client = cluster.Grains.GetGrain<ICallerJobsGrain>("again");
        var job = await cluster.Submit("again", file);
        Assert.Equal(JobStatus.Failed, (await JobCluster.End(job)).Status);
        await JobCluster.Until(async () => (await JobCluster.ActiveOf(client)).Count == 0);
        cluster.Origin.Heal(file);
        cluster.Origin.Hold(file);

        var writing = cluster.JobStore.HoldNextWrite();
        var retry = job.Retry(Cancellation);
        await writing.WaitAsync(JobCluster.Deadline, Cancellation);
        await job.Resume(Cancellation);
        await job.Remind(Cancellation);
        Assert.Equal([job.GetPrimaryKey()], await JobCluster.ActiveOf(client));
        cluster.JobStore.Release();

        Assert.Equal(JobCommandOutcome.Accepted, (await retry).Result);
        await cluster.Origin.HalfWay(file).WaitAsync(JobCluster.Deadline, Cancellation);
        Assert.Equal([job.GetPrimaryKey()], await JobCluster.ActiveOf(client));
        cluster.Origin.Open(file);
        Assert.Equal(JobStatus.Completed, (await JobCluster.End(job)).Status);
        await JobCluster.Until(async () => (await JobCluster.ActiveOf(client)).Count == 0);
    }

    [Fact]
    public async Task A_submit_that_is_repeated_after_the_end_gives_its_place_back()
    {
        var list = cluster.Grains.GetGrain<ICallerJobsGrain>("late");
        var job = await cluster.Submit("late", 70_777);
        Assert.Equal(JobStatus.Completed, (await JobCluster.End(job)).Status);
        await JobCluster.Until(async () => (await JobCluster.ActiveOf(list)).Count == 0);
        await cluster.Cluster.DeactivateAsync(job);

        var repeated = await job.Submit(new SubmitJob("late", [70_777], "fingerprint", null), Cancellation);

        Assert.Equal(JobCommandOutcome.Replayed, repeated.Result);
        Assert.Equal(JobStatus.Completed, repeated.Job!.Status);
        await JobCluster.Until(async () => (await JobCluster.ActiveOf(list)).Count == 0);
    }
}
