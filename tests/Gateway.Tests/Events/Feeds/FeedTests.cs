using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Events.Waits;
using Downstream.Gateway.Tests.Support;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Testing.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Events.Feeds;

public sealed class FeedTests
{
    public static TheoryData<string> Losses => ["aborted", "silo", "timeout", "rejected", "cancelled", "anything", "nothing"];

    [Fact]
    public async Task Many_streams_of_a_job_watch_it_once_and_get_the_same_bytes()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        var readers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => gateway.SubscribeAsync(job)));
        await job.WatchedByAsync(1);
        job.File(1);
        job.Progress(500);
        job.File(2);
        job.End();

        var ends = await Task.WhenAll(readers.Select(reader => reader.ToEndAsync()));

        Assert.All(ends, events => Assert.Equal(["snapshot:1", "file:2", "file:3", "completed:4"], events.Where(e => e.Id is not null).Select(e => e.Label)));
        Assert.Equal(1, job.Watches);
    }

    [Theory, MemberData(nameof(Losses))]
    public async Task A_stream_goes_on_without_loss_or_repetition_when_its_watch_breaks(string loss)
    {
        await using var gateway = await TestGateway.StartLiveAsync<FeedOptions>(options => options.FirstRetry = TimeSpan.FromMilliseconds(1));
        var job = gateway.Cluster.Existing();
        using var reader = await gateway.SubscribeAsync(job);
        await job.WatchedByAsync(1);
        job.File(1);
        Assert.Equal("snapshot:1", (await reader.NextDurableAsync())?.Label);
        Assert.Equal("file:2", (await reader.NextDurableAsync())?.Label);

        job.Failures.Enqueue(new TimeoutException());
        var broken = job.WatchedByAsync(0);
        job.Break(ExceptionOf(loss));
        await broken;
        job.File(2);
        job.File(3);
        await job.WatchedByAsync(1);
        job.File(4);
        job.End();

        Assert.Equal(["file:3", "file:4", "file:5", "completed:6"], (await reader.ToEndAsync()).Where(e => e.Id is not null).Select(e => e.Label));
    }

    [Fact]
    public async Task Progress_never_goes_back_also_when_the_job_starts_over_elsewhere()
    {
        await using var gateway = await TestGateway.StartLiveAsync<FeedOptions>(options => options.FirstRetry = TimeSpan.FromMilliseconds(1));
        var job = gateway.Cluster.Existing(totalFiles: 100);
        using var reader = await gateway.SubscribeAsync(job);
        Assert.Equal("snapshot", (await reader.NextEventAsync())!.Type);
        await job.WatchedByAsync(1);
        job.Progress(420);
        Assert.Equal(42.0, Progress(await reader.NextEventAsync()));

        var broken = job.WatchedByAsync(0);
        job.Break(new EnumerationAbortedException());
        await broken;
        await job.WatchedByAsync(1);
        job.Progress(100);
        job.Progress(420);
        job.File(1);
        Assert.Equal("file:2", (await reader.NextEventAsync())?.Label);
        job.Progress(150);
        Assert.Equal(42.0, Progress(await reader.NextEventAsync()));
        job.Progress(430);
        Assert.Equal(43.0, Progress(await reader.NextEventAsync()));
    }

    [Fact]
    public async Task A_job_that_is_gone_ends_its_streams()
    {
        await using var gateway = await TestGateway.StartLiveAsync<FeedOptions>(options => options.FirstRetry = TimeSpan.FromMilliseconds(1));
        var job = gateway.Cluster.Existing();
        using var reader = await gateway.SubscribeAsync(job);
        await job.WatchedByAsync(1);

        job.View = null;
        job.Break(null);

        Assert.Equal(["snapshot:1"], (await reader.ToEndAsync()).Select(e => e.Label));
    }

    [Fact]
    public async Task A_feed_outlives_its_last_browser_for_a_while()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var closed = new StreamEnds(gateway);
        var job = gateway.Cluster.Existing();
        using (await gateway.SubscribeAsync(job))
            await job.WatchedByAsync(1);

        await closed.NextAsync();
        gateway.Time.Advance(TimeSpan.FromSeconds(14));
        using (var reader = await gateway.SubscribeAsync(job, lastEventId: "1"))
        {
            gateway.Time.Advance(TimeSpan.FromSeconds(30));
            job.File(1);
            Assert.Equal("file:2", (await reader.NextDurableAsync())?.Label);
        }

        Assert.Equal(1, job.Watches);
        await closed.NextAsync();
        var unwatched = job.WatchedByAsync(0);
        Assert.False(unwatched.IsCompleted);
        gateway.Time.Advance(TimeSpan.FromSeconds(26));
        await unwatched;
    }

    [Fact]
    public async Task What_a_watch_repeats_is_told_once()
    {
        await using var gateway = await TestGateway.StartLiveAsync<FeedOptions>(options => options.FirstRetry = TimeSpan.FromMilliseconds(1));
        var job = gateway.Cluster.Existing();
        job.RepeatsItself = true;
        var feed = gateway.Services.GetRequiredService<JobFeeds>().Acquire(job.JobId)!;
        using var reader = await gateway.SubscribeAsync(job);
        await job.WatchedByAsync(1);
        var log = feed.Durable;
        job.File(1);
        job.File(2);
        var broken = job.WatchedByAsync(0);
        job.Break(new TimeoutException());
        await broken;
        job.End();

        Assert.Equal(["snapshot:1", "file:2", "file:3", "completed:4"], (await reader.ToEndAsync()).Select(e => e.Label));
        Assert.Equal(3, log.Count);
    }

    [Fact]
    public async Task An_end_is_told_at_once_and_a_retry_seen_also_when_the_watch_is_slow_to_close()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        var leaving = new TaskCompletionSource();
        job.Leaving = leaving.Task;
        var wait = gateway.Services.GetRequiredService<JobWaits>().WaitForEndAsync(job.View!, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        using var reader = await gateway.SubscribeAsync(job);
        var held = gateway.Services.GetRequiredService<JobFeeds>().Acquire(job.JobId);
        await job.WatchedByAsync(1);
        job.End(JobStatus.Failed);
        Assert.Equal(["snapshot:1", "failed:2"], (await reader.ToEndAsync()).Select(e => e.Label));
        Assert.Equal(JobStatus.Failed, (await wait.WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken))!.Status);

        job.RunAgain();
        using var again = await gateway.SubscribeAsync(job);
        Assert.Equal("snapshot:3", (await again.NextEventAsync())?.Label);
        await job.WatchedByAsync(2);
        job.End();
        Assert.Equal("completed:4", (await again.NextEventAsync())?.Label);
        Assert.True(held!.IsOver);
        leaving.SetResult();
    }

    private static double Progress(StreamEvent? item)
    {
        Assert.Equal("progress", item?.Type);
        return item!.Json.GetProperty("progress").GetDouble();
    }

    private static Exception? ExceptionOf(string loss) => loss switch
    {
        "aborted" => new EnumerationAbortedException(),
        "silo" => new SiloUnavailableException(),
        "timeout" => new TimeoutException(),
        "rejected" => new OrleansException("rejected"),
        "cancelled" => new OperationCanceledException(),
        "nothing" => null,
        _ => new InvalidDataException("the store said so"),
    };
}
