using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Files;
using Downstream.Grains.Jobs;

namespace Downstream.Cluster.Tests.Jobs;

/// <summary>A silo in which the files of a job end one upon the other, so that it is written all the time.</summary>
public sealed class BusyJobCluster : JobCluster
{
    protected override short Silos => 1;

    internal override JobOptions Jobs { get; } = new() { ProgressInterval = TimeSpan.FromMilliseconds(20), MaxActiveJobsPerCaller = 1000 };

    internal override DelayOptions Delay { get; } = new() { Min = TimeSpan.FromMilliseconds(20), Max = TimeSpan.FromMilliseconds(1500) };
}

public sealed class BusyJobTests(BusyJobCluster cluster) : IClassFixture<BusyJobCluster>
{
    [Fact]
    public async Task Its_progress_never_says_less_than_the_files_that_it_tells_of()
    {
        const int files = 600;
        var job = await cluster.Submit([.. Enumerable.Range(0, files).Select(n => 7 * (120_000 + n))]);
        var told = new List<JobProgress>();
        await foreach (var update in JobCluster.WatchToTheEnd(job, 0, TestContext.Current.CancellationToken))
        {
            if (update is JobUpdate.Progress progress)
                told.Add(progress.Job);
        }

        Assert.True(told.Count(progress => progress.ReadyFiles is > 0 and < files) > 1, "it was over too soon to tell of any progress");
        Assert.All(told, progress => Assert.InRange(progress.Tenths, Math.Min(999, 1000 * (progress.ReadyFiles + progress.FailedFiles) / files), 1000));
        Assert.Equal(told.Select(progress => progress.Tenths).Order(), told.Select(progress => progress.Tenths));
    }
}
