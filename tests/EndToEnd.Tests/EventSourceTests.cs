using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Streams;

namespace Downstream.EndToEnd.Tests;

/// <summary>Two watchers of one job with the npm EventSource client, which comes back by itself after a crash.</summary>
public sealed class EventSourceTests
{
    private static readonly int[] FileIds = [.. Enumerable.Range(70000, 25)];

    [Fact]
    public async Task An_EventSource_misses_nothing_when_the_process_is_killed_and_started_again()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var gateway = await RunningGateway.StartAsync(
            cancellationToken, ("DOWNLOAD_DELAY_MIN_MS", "5000"), ("DOWNLOAD_DELAY_MAX_MS", "25000"), ("PROGRESS_INTERVAL_MS", "200"));
        var job = await gateway.InitiateAsync(FileIds, cancellationToken);
        var url = new Uri(gateway.Process.BaseAddress, job.EventsPath);
        await using var first = await NodeEventSource.StartAsync(url, cancellationToken);
        await using var second = await NodeEventSource.StartAsync(url, cancellationToken);
        await first.WaitForAsync(e => e.Type == "file", RunningGateway.JobLimit, cancellationToken);
        await second.WaitForAsync(e => e.Type == "file", RunningGateway.JobLimit, cancellationToken);

        await gateway.Process.KillAsync();
        await gateway.Process.StartAsync(cancellationToken);

        await first.WaitForAsync(e => e.Type == "closed", RunningGateway.JobLimit, cancellationToken);
        await second.WaitForAsync(e => e.Type == "closed", RunningGateway.JobLimit, cancellationToken);
        Check(first);
        Check(second);
    }

    private static void Check(NodeEventSource source)
    {
        var events = source.Seen.Where(e => e.Type is not ("open" or "closed")).ToList();
        Assert.True(source.Seen.Count(e => e.Type == "open") >= 2, "it connected only once");
        Assert.Equal("204", source.Seen[^1].Data);
        Assert.Equal("snapshot", events[0].Type);
        Assert.Single(events, e => e.Type == "snapshot");
        Assert.Equal("partially_completed", events[^1].Type);
        var before = events[0].Json.GetProperty("readyFiles").GetInt32() + events[0].Json.GetProperty("failedFiles").GetInt32();
        var files = events.Where(e => e.Type == "file").ToList();
        Assert.Equal(FileIds.Length - before, files.Count);
        Assert.Equal(files.Count, files.DistinctBy(e => e.Json.GetProperty("file_id").GetInt32()).Count());
        Assert.Equal(files.Count, files.DistinctBy(e => e.Id).Count());
    }
}
