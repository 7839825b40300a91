using Downstream.Cluster.Tests.Fixtures;
using Downstream.Cluster.Tests.Jobs;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Cluster.Tests.Files;

/// <summary>A silo whose state storage and object store answer when the test says so.</summary>
public sealed class FaultyFileCluster : FaultyJobCluster
{
    internal ToldStore Store { get; } = new();

    protected override void Configure(ISiloBuilder silo)
    {
        base.Configure(silo);
        silo.Services.AddSingleton<IObjectStore>(Store);
    }
}

public sealed class FileStateTests(FaultyFileCluster cluster) : IClassFixture<FaultyFileCluster>
{
    private const int Missing = 190_001;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_is_asked_for_while_the_state_of_its_last_run_is_being_cleared_has_a_run_of_its_own()
    {
        // The first look is the grain's, the second that of its run, which then fails.
        var (runLooks, runMayFail) = (new TaskCompletionSource(), new TaskCompletionSource());
        var looks = 0;
        cluster.Store.Says = async (_, _) =>
        {
            if (Interlocked.Increment(ref looks) == 2)
            {
                runLooks.SetResult();
                await runMayFail.Task;
            }

            return null;
        };
        var job = await cluster.Submit("first", Missing);
        await Reached(runLooks.Task);
        await JobCluster.Until(async () => (await job.Get(Cancellation))!.Status == JobStatus.Processing);

        // The run is over, and its job is being told: the grain looks again for whoever asks.
        var told = cluster.Storage.HoldNextWrite();
        runMayFail.SetResult();
        await Reached(told);
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        cluster.Store.Says = async (_, _) =>
        {
            asked.TrySetResult();
            await answer.Task;
            return null;
        };
        var ticket = cluster.Grains.GetGrain<IFileGrain>(Missing).Prepare(Guid.CreateVersion7(), null, Cancellation);
        await Reached(asked.Task);
        var clearing = cluster.Storage.HoldNextClear();
        cluster.Storage.Release();
        await Reached(clearing);
        answer.SetResult();
        cluster.Storage.ReleaseClear();

        Assert.NotNull((await ticket.WaitAsync(JobCluster.Deadline, Cancellation)).DueAt);
        Assert.Equal(JobStatus.Failed, (await JobCluster.End(job)).Status);
        Assert.Equal(JobStatus.Failed, (await JobCluster.End(await cluster.Submit("second", Missing))).Status);
    }

    private static Task Reached(Task signal) => signal.WaitAsync(JobCluster.Deadline, Cancellation);
}
