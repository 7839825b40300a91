using System.Diagnostics;
using System.Net;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;
using Downstream.Testing.Streams;

namespace Downstream.EndToEnd.Tests.Cluster;

/// <summary>A cluster of equal nodes: each is a gateway that runs grains too, and there is nothing else.</summary>
public sealed class NodesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Jobs_of_a_node_that_dies_go_on_at_the_other()
    {
        const int each = 10;
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await ClusterProcesses.StartAsync(
            0, 2, [("DOWNLOAD_DELAY_MIN_MS", "3000"), ("DOWNLOAD_DELAY_MAX_MS", "15000")], cancellationToken, gatewaysRunGrains: true);
        await using var doomed = new RunningGateway(cluster.Gateways[0]);
        await using var other = new RunningGateway(cluster.Gateways[1]);
        var jobs = new List<(AcceptedJob Job, int First)>();
        for (var n = 0; n < 2 * each; n++)
        {
            var first = 70_000 + (70 * n);
            jobs.Add((await (n % 2 == 0 ? doomed : other).InitiateAsync([first, first + 7, first + 1], cancellationToken), first));
        }

        // A job is readable everywhere the moment it is accepted, wherever it runs.
        foreach (var (job, _) in jobs)
            Assert.Contains((await other.GetAsync<JobDocument>(job.StatusPath, cancellationToken)).Status, (string[])["queued", "processing"]);

        var watchers = jobs.ConvertAll(job => new EventStreamClient(other.Http, job.Job.EventsPath));
        foreach (var watcher in watchers)
            watcher.StartAtTheBeginning();

        await Task.WhenAll(watchers.Select(watcher => watcher.WaitForAsync(events => events.Count > 0, Limit, cancellationToken)));
        await doomed.Process.KillAsync();
        await Task.WhenAll(watchers.Select(watcher => watcher.WaitForEndAsync(Limit, cancellationToken)));

        foreach (var ((job, first), watcher) in jobs.Zip(watchers))
        {
            Assert.Equal("partially_completed", watcher.Events[^1].Type);
            Assert.Equal([first, first + 1, first + 7], watcher.Events.Where(e => e.Type == "file").Select(e => e.Json.GetProperty("file_id").GetInt32()).Order());
            using var result = await other.Http.GetAsync($"/v1/download/{job.JobId}", cancellationToken);
            Assert.Equal(HttpStatusCode.Found, result.StatusCode);
            await watcher.DisposeAsync();
        }

        await doomed.Process.StartAsync(cancellationToken);
        await doomed.WaitForEndAsync(await doomed.InitiateAsync([77_777], cancellationToken), cancellationToken);
    }

    [Fact]
    public async Task A_cluster_that_crashed_as_a_whole_is_back_under_other_addresses_within_a_minute()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await ClusterProcesses.StartAsync(0, 2, [], cancellationToken, gatewaysRunGrains: true);
        await Task.WhenAll(cluster.Gateways.Select(node => node.KillAsync()));
        var killed = Stopwatch.StartNew();
        await cluster.RestoreAsync(cancellationToken);
        Figures.Report($"all nodes killed: back under other addresses after {killed.Elapsed.TotalSeconds:F1} s");
        Assert.True(killed.Elapsed < TimeSpan.FromMinutes(1), $"{killed.Elapsed}");
        await using var node = new RunningGateway(cluster.Gateways[0]);
        await node.WaitForEndAsync(await node.InitiateAsync([77_777], cancellationToken), cancellationToken);
    }
}
