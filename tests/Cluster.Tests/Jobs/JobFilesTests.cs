using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Files;

namespace Downstream.Cluster.Tests.Jobs;

public sealed class JobFilesTests(JobCluster cluster) : IClassFixture<JobCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_in_a_state_are_read_in_pages_without_a_gap_though_some_leave_it_meanwhile()
    {
        int[] files = [.. Enumerable.Range(0, 6).Select(i => 7 * (80_000 + i))];
        foreach (var file in files)
            cluster.Origin.Hold(file);

        var job = await cluster.Submit(files);
        foreach (var file in files)
            await cluster.Origin.HalfWay(file).WaitAsync(JobCluster.Deadline, Cancellation);

        await JobCluster.Until(async () => (await job.Files(FileStatus.Processing, 0, 10, Cancellation))!.Items.Count == files.Length);
        var first = await job.Files(FileStatus.Processing, 0, 2, Cancellation);
        foreach (var file in files.Take(2))
            cluster.Origin.Open(file);

        await JobCluster.Until(async () => (await job.Get(Cancellation))!.ReadyFiles == 2);
        var second = await job.Files(FileStatus.Processing, first!.Next!.Value, 2, Cancellation);
        var third = await job.Files(FileStatus.Processing, second!.Next!.Value, 2, Cancellation);

        Assert.Equal(files, first.Items.Concat(second.Items).Concat(third!.Items).Select(file => file.FileId));
        Assert.Null(third.Next);
        foreach (var file in files.Skip(2))
            cluster.Origin.Open(file);
    }
}
