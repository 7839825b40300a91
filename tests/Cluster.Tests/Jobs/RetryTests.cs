using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Cluster.Tests.Jobs;

public sealed class RetryTests(JobCluster cluster) : IClassFixture<JobCluster>
{
    private const int Rounds = 20;
    private const int Resumes = 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_retry_keeps_its_place_in_the_list_though_recovery_touches_the_ended_job_meanwhile()
    {
        var client = cluster.Grains.GetGrain<IClientJobsGrain>("again");
        for (var round = 0; round < Rounds; round++)
        {
            var file = 160_001 + (7 * round);
            var job = await cluster.Submit("again", file);
            Assert.Equal(JobStatus.Failed, (await JobCluster.End(job)).Status);
            cluster.Origin.Heal(file);
            cluster.Origin.Hold(file);

            var retry = job.Retry(Cancellation);
            await Task.WhenAll(Enumerable.Range(0, Resumes).Select(_ => job.Resume(Cancellation)));
            Assert.Equal(JobCommandOutcome.Accepted, (await retry).Result);
            await cluster.Origin.HalfWay(file).WaitAsync(JobCluster.Deadline, Cancellation);

            Assert.Contains(job.GetPrimaryKey(), await client.Active(Cancellation));
            cluster.Origin.Open(file);
            Assert.Equal(JobStatus.Completed, (await JobCluster.End(job)).Status);
        }
    }
}
