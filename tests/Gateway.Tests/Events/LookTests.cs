using System.Net;
using Downstream.Gateway.Events.Feeds;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Events;

public sealed class LookTests
{
    [Fact]
    public async Task Jobs_that_do_not_exist_leave_nothing_behind()
    {
        await using var host = await EventHost.StartAsync();
        foreach (var number in Enumerable.Range(1000, 50))
        {
            using var reader = await host.SubscribeAsync(number, lastEventId: number % 2 == 0 ? "3" : null);
            Assert.Equal(HttpStatusCode.NotFound, reader.Status);
        }

        var report = host.Streams.Report();
        Assert.Equal((0, 0, 0L), (report.OpenFeeds, report.OpenStreams, report.FeedBytes));
    }

    [Fact]
    public async Task Those_who_come_at_once_look_at_the_job_together_and_those_who_come_later_look_again()
    {
        await using var host = await EventHost.StartAsync();
        var job = host.Job();
        var gate = new TaskCompletionSource();
        job.Gate = gate.Task;
        var feeds = host.Services.GetRequiredService<JobFeeds>();
        var feed = feeds.Acquire(job.JobId)!;
        var looks = Enumerable.Range(0, 50).Select(_ => feed.LookAsync(TestContext.Current.CancellationToken)).ToList();

        gate.SetResult();
        await Task.WhenAll(looks);
        Assert.Equal(1, job.Gets);

        job.File(1);
        Assert.Equal(2, (await feed.LookAsync(TestContext.Current.CancellationToken))!.Job.Sequence);
        feeds.Release(feed);
    }

    [Fact]
    public async Task A_look_is_never_older_than_what_the_feed_told_before()
    {
        await using var host = await EventHost.StartAsync();
        var job = host.Job();
        var feeds = host.Services.GetRequiredService<JobFeeds>();
        var feed = feeds.Acquire(job.JobId)!;
        await feed.LookAsync(TestContext.Current.CancellationToken);
        await job.WatchedByAsync(1);

        // A look is under way that will answer what the job was before the next event.
        var gate = new TaskCompletionSource();
        job.Gate = gate.Task;
        var old = job.View;
        job.Answer = old;
        var early = feed.LookAsync(TestContext.Current.CancellationToken);
        var told = new ToldTo(feed, 2);
        job.File(1);
        await told.Task;
        var late = feed.LookAsync(TestContext.Current.CancellationToken);
        gate.SetResult();

        Assert.Same(old, (await early)!.Job);
        Assert.Equal(2, (await late)!.Job.Sequence);
        feeds.Release(feed);
    }

    /// <summary>Completes when a feed has told an event.</summary>
    private sealed class ToldTo : FeedReader
    {
        private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly JobFeed _feed;
        private readonly long _id;

        public ToldTo(JobFeed feed, long id)
        {
            _feed = feed;
            _id = id;
            feed.AddReader(this);
        }

        public Task Task => _told.Task.WaitAsync(EventHost.Deadline, TestContext.Current.CancellationToken);

        public override void Advance()
        {
            if (_feed.Position >= _id)
                _told.TrySetResult();
        }
    }
}
