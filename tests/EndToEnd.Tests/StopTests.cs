using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Streams;

namespace Downstream.EndToEnd.Tests;

/// <summary>SIGTERM, as an orchestrator sends it.</summary>
[Collection(Measured.Name)]
public sealed class StopTests
{
    private const int Streams = 1_000;
    private const int Jobs = 10;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopGoal = TimeSpan.FromSeconds(2);

    /// <summary>The goal, and what a busy machine may add to it.</summary>
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_thousand_open_streams_do_not_hold_a_stop_and_are_told_when_to_come_back()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var gateway = await RunningGateway.StartAsync(
            cancellationToken, ("DOWNLOAD_DELAY_MIN_MS", "600000"), ("DOWNLOAD_DELAY_MAX_MS", "600000"));
        var jobs = new List<AcceptedJob>();
        for (var i = 0; i < Jobs; i++)
            jobs.Add(await gateway.InitiateAsync([70000 + i], cancellationToken));

        var streams = new List<WatchedStream>();
        for (var i = 0; i < Streams; i++)
            streams.Add(await WatchedStream.OpenAsync(gateway, jobs[i % Jobs], cancellationToken));

        var took = await gateway.Process.StopAsync(Limit, cancellationToken);

        var retries = await Task.WhenAll(streams.Select(stream => stream.EndAsync().WaitAsync(Limit, cancellationToken)));
        Figures.Report(
            $"stop: {took.TotalSeconds:F2} s with {Streams} open streams (goal: {StopGoal.TotalSeconds} s){Figures.Against(took, StopGoal)}, " +
            $"{retries.Distinct().Count()} different times to come back");
        Assert.Equal(0, gateway.Process.ExitCode);
        Assert.True(took < Held, $"the stop took {took.TotalSeconds:F2} s\n{gateway.Process.Output}");
        Assert.DoesNotContain(TimeSpan.Zero, retries);
        Assert.True(retries.Count(retry => retry != FirstRetry) > Streams * 9 / 10, "the streams were not given a time of their own");
        Assert.True(retries.Distinct().Count() > 10, "all streams would come back at once");
    }

    [Fact]
    public async Task A_job_goes_on_after_a_stop_and_a_start()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var gateway = await RunningGateway.StartAsync(
            cancellationToken, ("DOWNLOAD_DELAY_MIN_MS", "1000"), ("DOWNLOAD_DELAY_MAX_MS", "10000"));
        var job = await gateway.InitiateAsync(Enumerable.Range(70000, 30), cancellationToken);
        await using var watcher = new EventStreamClient(gateway.Http, job.EventsPath);
        watcher.StartAtTheBeginning();
        await watcher.WaitForAsync(events => events.Any(e => e.Type == "file"), Limit, cancellationToken);

        await gateway.Process.StopAsync(Limit, cancellationToken);
        Assert.Equal(0, gateway.Process.ExitCode);
        await gateway.Process.StartAsync(cancellationToken);
        await watcher.WaitForEndAsync(Limit, cancellationToken);

        Assert.Equal("partially_completed", watcher.Events[^1].Type);
        Assert.Equal(Enumerable.Range(70000, 30), watcher.Events.Where(e => e.Type == "file").Select(e => e.Json.GetProperty("file_id").GetInt32()).Order());
    }

    private sealed record WatchedStream(EventReader Stream, IAsyncEnumerator<StreamEvent> Events)
    {
        /// <summary>Connects and reads the first event.</summary>
        public static async Task<WatchedStream> OpenAsync(RunningGateway gateway, AcceptedJob job, CancellationToken cancellationToken)
        {
            var stream = await EventReader.OpenAsync(gateway.Http, job.EventsPath, null, cancellationToken);
            var events = stream.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            Assert.True(await events.MoveNextAsync());
            Assert.Equal("snapshot", events.Current.Type);
            return new WatchedStream(stream, events);
        }

        /// <summary>Reads to the end, which must be an orderly one, and gives the last <c>retry</c>.</summary>
        public async Task<TimeSpan> EndAsync()
        {
            while (await Events.MoveNextAsync())
                Assert.False(Events.Current.IsTerminal);

            await Events.DisposeAsync();
            var retry = Stream.Retry;
            Stream.Dispose();
            return retry;
        }
    }
}
