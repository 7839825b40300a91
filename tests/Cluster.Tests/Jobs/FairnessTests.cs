using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Files;

namespace Downstream.Cluster.Tests.Jobs;

/// <summary>A silo that transfers one file at a time.</summary>
public sealed class OneSlotCluster : JobCluster
{
    protected override short Silos => 1;

    /// <summary>A delay, however short, has a waiting file show some progress: that tells it from one that was not asked for yet.</summary>
    internal override DelayOptions Delay { get; } = new() { Min = TimeSpan.FromMilliseconds(1), Max = TimeSpan.FromMilliseconds(1) };

    internal override PreparationOptions Preparation { get; } = new() { MaxConcurrentFiles = 1 };
}

public sealed class FairnessTests(OneSlotCluster cluster) : IClassFixture<OneSlotCluster>
{
    private const int BigJob = 300;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_small_job_waits_behind_one_file_of_a_big_one()
    {
        int[] files = [.. Enumerable.Range(0, BigJob).Select(i => 7 * (100_000 + i))];
        var (big, running) = await Held(files);
        const int only = 7 * 110_000;
        cluster.Origin.Hold(only);
        var small = await cluster.Submit("small", only);
        await Scheduled(small);
        await Queued(small, 1);

        cluster.Origin.Open(running);
        await cluster.Origin.HalfWay(only).WaitAsync(JobCluster.Deadline, Cancellation);
        Assert.InRange(files.Sum(cluster.Origin.Transfers), 1, 2);

        cluster.Origin.Open(only);
        Assert.Equal(JobStatus.Completed, (await JobCluster.End(small)).Status);
        Assert.Equal(JobStatus.Completed, (await JobCluster.End(big)).Status);
    }

    [Fact]
    public async Task Files_without_a_slot_are_listed_as_queued()
    {
        int[] files = [.. Enumerable.Range(0, 3).Select(i => 7 * (300_000 + i))];
        var (job, running) = await Held(files);
        var joined = await cluster.Submit("joined", files.First(file => file != running));

        await Queued(job, 2);
        await Queued(joined, 1);
        Assert.Equal(running, Assert.Single((await job.Files(FileStatus.Processing, 0, 10, Cancellation))!.Items).FileId);

        cluster.Origin.Open(running);
        Assert.Equal(JobStatus.Completed, (await JobCluster.End(job)).Status);
        Assert.Equal(JobStatus.Completed, (await JobCluster.End(joined)).Status);
        Assert.Empty((await job.Files(FileStatus.Queued, 0, 10, Cancellation))!.Items);
    }

    [Fact]
    public async Task A_waiting_file_goes_on_for_the_other_job_when_the_first_one_is_cancelled()
    {
        int[] files = [.. Enumerable.Range(0, BigJob).Select(i => 7 * (200_000 + i))];
        var (big, running) = await Held(files);
        var shared = files.First(file => file != running);
        var small = await cluster.Submit("sharing", shared);
        await Scheduled(small);

        await big.Cancel(Cancellation);
        var end = await JobCluster.End(small);

        Assert.Equal(JobStatus.Completed, end.Status);
        Assert.Equal(1, cluster.Origin.Transfers(shared));

        // No slot went with the files that were given up.
        Assert.Equal(JobStatus.Completed, (await JobCluster.End(await cluster.Submit("after", 7 * 210_000))).Status);
    }

    /// <summary>A job that has all its files waiting behind one that is held half-way.</summary>
    private async Task<(IJobGrain Job, int Running)> Held(int[] files)
    {
        foreach (var file in files)
            cluster.Origin.Hold(file);

        var job = await cluster.Submit("big", files);
        await Scheduled(job);
        var first = await Task.WhenAny(files.Select(cluster.Origin.HalfWay)).WaitAsync(JobCluster.Deadline, Cancellation);
        await first;
        var running = files.Single(file => cluster.Origin.Transfers(file) > 0);
        foreach (var file in files.Where(file => file != running))
            cluster.Origin.Open(file);
        return (job, running);
    }

    /// <summary>Waits until so many of the job's files are in line for a slot.</summary>
    private static Task Queued(IJobGrain job, int count) => JobCluster.Until(
        async () => (await job.Files(FileStatus.Queued, 0, BigJob, Cancellation))!.Items.Count(file => file.Progress > 0) == count);

    private static Task Scheduled(IJobGrain job) => JobCluster.Until(
        async () => (await job.Files(FileStatus.Queued, 0, BigJob, Cancellation))!.Items.All(file => file.Progress > 0));
}
