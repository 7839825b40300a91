using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Events.Waits;
using Downstream.Gateway.Tests.Support;
using Downstream.Grains.Abstractions.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Events.Waits;

public sealed class JobWaitsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Many_who_wait_for_a_jobs_end_share_one_watch()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        var waits = Enumerable.Range(0, 20).Select(_ => WaitsOf(gateway).WaitForEndAsync(job.View!, Long, TestContext.Current.CancellationToken)).ToList();
        await job.WatchedByAsync(1);
        job.Progress(500);
        job.File(1);
        Assert.DoesNotContain(waits, wait => wait.IsCompleted);

        job.End();

        foreach (var wait in waits)
            Assert.Equal(JobStatus.Completed, (await wait.WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken))!.Status);

        Assert.Equal(1, job.Watches);
    }

    [Fact]
    public async Task A_wait_for_a_change_ends_with_progress_and_with_a_file()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        var wait = WaitsOf(gateway).WaitForChangeAsync(job.View!, Long, TestContext.Current.CancellationToken);
        await job.WatchedByAsync(1);
        Assert.False(wait.IsCompleted);
        job.Progress(500);
        var moved = await wait.WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(500, moved!.Progress);

        wait = WaitsOf(gateway).WaitForChangeAsync(moved, Long, TestContext.Current.CancellationToken);
        Assert.False(wait.IsCompleted);
        job.File(1);
        Assert.Equal(2, (await wait.WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken))!.Sequence);
    }

    [Fact]
    public async Task A_job_of_another_version_and_one_that_has_ended_are_answered_at_once()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();

        var earlier = job.View! with { Sequence = 0 };
        Assert.Equal(1, (await WaitsOf(gateway).WaitForChangeAsync(earlier, Long, TestContext.Current.CancellationToken))!.Sequence);
        job.End();
        var ended = await WaitsOf(gateway).WaitForChangeAsync(job.View!, Long, TestContext.Current.CancellationToken);
        Assert.Equal(JobStatus.Completed, ended!.Status);
        Assert.NotNull(await WaitsOf(gateway).WaitForEndAsync(job.View!, Long, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task When_the_wait_is_over_the_job_is_answered_as_it_is()
    {
        await using var gateway = await TestGateway.StartAsync();
        var job = gateway.Cluster.Existing();
        var wait = WaitsOf(gateway).WaitForEndAsync(job.View!, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await job.WatchedByAsync(1);
        job.File(1);

        gateway.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(wait.IsCompleted);
        gateway.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, (await wait.WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken))!.Sequence);
    }

    [Fact]
    public async Task A_job_that_is_gone_is_answered_so()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        var known = job.View!;
        job.View = null;

        Assert.Null(await WaitsOf(gateway).WaitForEndAsync(known, Long, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_full_process_looks_at_the_job_itself_until_it_has_ended()
    {
        await using var gateway = await TestGateway.StartLiveAsync<FeedOptions>(options => options.MaxFeeds = 1);
        using var reader = await gateway.SubscribeAsync(gateway.Cluster.Existing());
        var job = gateway.Cluster.Existing();
        var wait = WaitsOf(gateway).WaitForEndAsync(job.View!, Long, TestContext.Current.CancellationToken);

        job.End();

        Assert.Equal(JobStatus.Completed, (await wait.WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken))!.Status);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(1)]
    public async Task A_job_that_does_not_answer_makes_no_wait_longer(int feeds)
    {
        await using var gateway = await TestGateway.StartAsync<FeedOptions>(options => options.MaxFeeds = feeds);
        using var reader = await gateway.SubscribeAsync(gateway.Cluster.Existing());
        var job = gateway.Cluster.Existing();
        job.Gate = new TaskCompletionSource().Task;
        var wait = WaitsOf(gateway).WaitForEndAsync(job.View!, TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        gateway.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(wait.IsCompleted);
        gateway.Time.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal(1, (await wait.WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken))!.Sequence);
    }

    [Fact]
    public async Task A_process_that_stops_lets_those_who_wait_go()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        var wait = WaitsOf(gateway).WaitForEndAsync(job.View!, Long, TestContext.Current.CancellationToken);
        await job.WatchedByAsync(1);

        await gateway.StopAsync();

        Assert.Equal(JobStatus.Processing, (await wait.WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken))!.Status);
    }

    private static JobWaits WaitsOf(TestGateway gateway) => gateway.Services.GetRequiredService<JobWaits>();
}
