using System.Diagnostics;
using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Files;
using Orleans.Configuration;
using Orleans.Runtime.Placement;

namespace Downstream.Cluster.Tests.Jobs;

/// <summary>Jobs that outlast the test, on silos whose calls may take so long that waiting for one would show.</summary>
public sealed class WatchedJobCluster : JobCluster
{
    internal static readonly TimeSpan ResponseTimeout = TimeSpan.FromMinutes(2);

    internal override DelayOptions Delay { get; } = new() { Min = TimeSpan.FromHours(1), Max = TimeSpan.FromHours(1) };

    protected override void Configure(ISiloBuilder silo) => silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = ResponseTimeout);
}

public sealed class StoppingTests(WatchedJobCluster cluster) : IClassFixture<WatchedJobCluster>
{
    private const int Callers = 20;

    /// <summary>What a watcher's call takes when nothing happens.</summary>
    private static readonly TimeSpan LongPoll = WatchedJobCluster.ResponseTimeout / 2;

    [Fact]
    public async Task Watchers_of_jobs_and_of_lists_do_not_hold_up_a_silo_that_stops()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var watches = new List<Task>();
        var silo = cluster.Cluster.Silos[^1];
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
        for (var i = 0; i < Callers; i++)
        {
            var job = await cluster.Submit($"watched-{i}", 710_000 + (7 * i));
            var (jobSeen, listSeen) = (new TaskCompletionSource(), new TaskCompletionSource());
            watches.Add(Follow(job.Watch(null, cancellation), jobSeen));
            watches.Add(Follow(cluster.Grains.GetGrain<ICallerJobsGrain>($"watched-{i}").Watch(0, cancellation), listSeen));
            await Task.WhenAll(jobSeen.Task, listSeen.Task).WaitAsync(JobCluster.Deadline, cancellation);
        }

        var started = Stopwatch.GetTimestamp();
        await cluster.Cluster.StopSiloAsync(silo, cancellation);
        var took = Stopwatch.GetElapsedTime(started);

        Assert.True(took < LongPoll / 2, $"The silo took {took.TotalSeconds:F1} s to stop.");
        foreach (var watch in watches)
        {
            // The last answer of a silo may get lost with it: then the call fails as one to a lost silo does.
            var ended = await Record.ExceptionAsync(() => watch.WaitAsync(JobCluster.Deadline, cancellation));
            Assert.True(ended is EnumerationAbortedException or SiloUnavailableException, $"A watch ended by {ended}.");
        }
    }

    private static async Task Follow<T>(IAsyncEnumerable<T> updates, TaskCompletionSource seen)
    {
        await foreach (var _ in updates)
            seen.TrySetResult();
    }
}
