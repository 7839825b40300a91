using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Cluster.Tests.Jobs;

public sealed class DurabilityTests(FaultyJobCluster cluster) : IClassFixture<FaultyJobCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_submit_whose_write_fails_is_not_accepted_and_can_be_sent_again()
    {
        var job = cluster.Job(Guid.CreateVersion7());
        var request = new SubmitJob("faulty", [7 * 10_000], "f", null);
        cluster.JobStore.RefuseNextWrite();

        await Assert.ThrowsAnyAsync<Exception>(() => job.Submit(request, Cancellation));

        Assert.Null(await job.Get(Cancellation));
        Assert.Equal(JobCommandOutcome.Accepted, (await job.Submit(request, Cancellation)).Result);
        Assert.Equal(JobStatus.Completed, (await JobCluster.End(job)).Status);
    }

    [Fact]
    public async Task A_submit_whose_answer_is_lost_is_a_replay_when_it_is_sent_again()
    {
        var job = cluster.Job(Guid.CreateVersion7());
        var request = new SubmitJob("faulty", [7 * 10_001], "f", null);
        cluster.JobStore.LoseNextAnswer();

        await Assert.ThrowsAnyAsync<Exception>(() => job.Submit(request, Cancellation));

        Assert.Equal(JobCommandOutcome.Replayed, (await job.Submit(request, Cancellation)).Result);
        Assert.Equal(JobStatus.Completed, (await JobCluster.End(job)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_outcome_that_could_not_be_written_is_told_only_once_it_is_durable(bool writeReachesTheStore)
    {
        var held = (7 * 11_000) + (writeReachesTheStore ? 0 : 7);
        cluster.Origin.Hold(held);
        var job = await cluster.Submit(held);
        await cluster.Origin.HalfWay(held).WaitAsync(JobCluster.Deadline, Cancellation);
        var told = new List<JobUpdate.File>();
        var halfWayTold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = Task.Run(
            async () =>
            {
                await foreach (var update in JobCluster.WatchToTheEnd(job, 0, Cancellation))
                {
                    if (update is JobUpdate.File file)
                        told.Add(file);
                    else if (update is JobUpdate.Progress { Job: { Status: JobStatus.Processing, Tenths: > 0 } })
                        halfWayTold.TrySetResult();
                }
            },
            Cancellation);

        // Being asked for and being half-way are written too, before they are told. The next write is the outcome's.
        await halfWayTold.Task.WaitAsync(JobCluster.Deadline, Cancellation);
        if (writeReachesTheStore)
            cluster.JobStore.LoseNextAnswer();
        else
            cluster.JobStore.RefuseNextWrite();

        cluster.Origin.Open(held);
        await watch.WaitAsync(JobCluster.Deadline, Cancellation);

        var file = Assert.Single(told);
        Assert.Equal(file, Assert.IsType<JobUpdate.File>((await job.Replay(0, Cancellation))![0]));
    }

    [Fact]
    public async Task Progress_stands_still_while_an_end_is_being_written()
    {
        cluster.Delay.Enabled = true;
        try
        {
            var job = await cluster.Submit(7 * 12_000);
            var writing = cluster.JobStore.HoldNextWrite();
            var cancel = job.Cancel(Cancellation);
            await writing.WaitAsync(JobCluster.Deadline, Cancellation);
            cluster.Time.Advance(TimeSpan.FromMinutes(10));
            var seen = (await job.Get(Cancellation))!;
            cluster.JobStore.Release();

            Assert.Equal(JobStatus.Processing, seen.Status);
            Assert.True((await cancel).Job!.Progress >= seen.Progress);
        }
        finally
        {
            cluster.Delay.Enabled = false;
        }
    }
}
