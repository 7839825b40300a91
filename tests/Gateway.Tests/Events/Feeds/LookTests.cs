using System.Net;
using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Events.Feeds;

public sealed class LookTests
{
    [Fact]
    public async Task Jobs_that_do_not_exist_leave_nothing_behind()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        for (var i = 0; i < 25; i++)
        {
            using var first = await gateway.SubscribeAsync(gateway.Cluster.Missing());
            using var back = await gateway.SubscribeAsync(gateway.Cluster.Missing(), lastEventId: "3");
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (first.Status, back.Status));
        }

        var report = gateway.Streams.Report();
        Assert.Equal((0, 0, 0L), (report.OpenFeeds, report.OpenStreams, report.FeedBytes));
    }

    [Fact]
    public async Task Those_who_come_at_once_look_at_the_job_together_and_those_who_come_later_look_again()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        var gate = new TaskCompletionSource();
        job.Gate = gate.Task;
        var feeds = gateway.Services.GetRequiredService<JobFeeds>();
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
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        var feeds = gateway.Services.GetRequiredService<JobFeeds>();
        var feed = feeds.Acquire(job.JobId)!;
        await feed.LookAsync(TestContext.Current.CancellationToken);
        await job.WatchedByAsync(1);

        // A look is under way that will answer what the job was before the next event.
        var gate = new TaskCompletionSource();
        job.Gate = gate.Task;
        var old = job.View;
        job.NextLook = old;
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

        public Task Task => _told.Task.WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken);

        public override void Advance()
        {
            if (_feed.Position >= _id)
                _told.TrySetResult();
        }
    }
}
