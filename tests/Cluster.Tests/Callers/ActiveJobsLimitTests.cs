using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs;
using Downstream.Grains.Storage;
using StackExchange.Redis;

namespace Downstream.Cluster.Tests.Callers;

/// <summary>A cluster whose callers may have two active jobs, and whose clock the test moves.</summary>
public sealed class SmallJobCluster : JobCluster
{
    protected override short Silos => 1;

    internal override JobOptions Jobs { get; } = new() { MaxActiveJobsPerCaller = 2, ProgressInterval = TimeSpan.FromMilliseconds(100) };
}

public sealed class ActiveJobsLimitTests(SmallJobCluster cluster) : IClassFixture<SmallJobCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_submit_that_is_refused_leaves_nothing_behind()
    {
        const int held = 7 * 24_000;
        cluster.Origin.Hold(held);
        var jobs = new[] { await cluster.Submit("full", held), await cluster.Submit("full", held) };
        await using var redis = await ConnectionMultiplexer.ConnectAsync(cluster.State);
        var ids = Enumerable.Range(0, 300).Select(_ => Guid.CreateVersion7()).ToList();

        await Task.WhenAll(ids.Select(async id => Assert.Equal(
            JobCommandOutcome.TooManyActiveJobs, (await cluster.Job(id).Submit(new SubmitJob("full", [held], "f", null), Cancellation)).Result)));

        await cluster.NothingIsActiveAsync(ids.Select(id => cluster.Job(id).GetGrainId()));
        var kept = await StateKeys.OfAsync(redis).ToListAsync(Cancellation);
        Assert.DoesNotContain(kept, key => ids.Exists(id => key.Contains(id.ToString("N"), StringComparison.Ordinal)));
        Assert.Contains(kept, key => key.Contains(jobs[0].GetPrimaryKey().ToString("N"), StringComparison.Ordinal));
        Assert.Equal(2, (await JobCluster.ActiveOf(cluster.Grains.CallerJobs("full"))).Count);
        cluster.Origin.Open(held);
        await Task.WhenAll(jobs.Select(JobCluster.End));
    }

    [Fact]
    public async Task A_caller_with_as_many_active_jobs_as_it_may_have_is_refused_until_one_ends()
    {
        const int held = 7 * 20_000;
        cluster.Origin.Hold(held);
        var first = await cluster.Submit("busy", held);
        await cluster.Submit("busy", held);

        var id = Guid.CreateVersion7();
        var refused = await cluster.Job(id).Submit(new SubmitJob("busy", [held], "f", null), Cancellation);
        Assert.Equal(JobCommandOutcome.TooManyActiveJobs, refused.Result);
        Assert.Null(await cluster.Job(id).Get(Cancellation));
        await cluster.Submit("idle", held);

        await first.Cancel(Cancellation);
        JobCommandResult again;
        using var limit = new CancellationTokenSource(JobCluster.Deadline);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        do
        {
            await pace.WaitForNextTickAsync(limit.Token);
            again = await cluster.Job(id).Submit(new SubmitJob("busy", [held], "f", null), Cancellation);
        }
        while (again.Result == JobCommandOutcome.TooManyActiveJobs);

        Assert.Equal(JobCommandOutcome.Accepted, again.Result);
        cluster.Origin.Open(held);
    }

    [Fact]
    public async Task A_retry_needs_a_place_among_the_active_jobs_too()
    {
        const int held = 7 * 25_000;
        cluster.Origin.Hold(held);
        var failed = await cluster.Submit("retrier", 150_001);
        Assert.Equal(JobStatus.Failed, (await JobCluster.End(failed)).Status);
        await WaitForPlace("retrier");
        await cluster.Submit("retrier", held);
        var last = await cluster.Submit("retrier", held);

        var refused = await failed.Retry(Cancellation);
        Assert.Equal((JobCommandOutcome.TooManyActiveJobs, JobStatus.Failed), (refused.Result, refused.Job!.Status));

        await last.Cancel(Cancellation);
        await WaitForPlace("retrier", before: 1);
        Assert.Equal(JobCommandOutcome.Accepted, (await failed.Retry(Cancellation)).Result);
        cluster.Origin.Open(held);
    }

    [Fact]
    public async Task An_entry_whose_job_was_never_accepted_gives_its_place_back()
    {
        var client = cluster.Grains.GetGrain<ICallerJobsGrain>("crashed");
        var longAgo = cluster.Time.GetUtcNow() - TimeSpan.FromMinutes(5);
        Assert.NotNull(await client.Add(Guid.CreateVersion7(), longAgo, Cancellation));
        Assert.NotNull(await client.Add(Guid.CreateVersion7(), longAgo, Cancellation));

        Assert.NotNull(await client.Add(Guid.CreateVersion7(), cluster.Time.GetUtcNow(), Cancellation));
    }

    [Fact]
    public async Task A_job_and_its_archive_disappear_after_the_retention_time()
    {
        var job = await cluster.Submit("forgetful", 7 * 30_000, 7 * 30_001);
        var end = await JobCluster.End(job);
        var archive = ObjectKeys.Archive(end.JobId);
        Assert.NotNull(await cluster.Files.FindAsync(archive, Cancellation));
        Assert.Equal(JobLinkResult.Ready, (await job.Link(null, Cancellation)).Result);

        cluster.Time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));

        Assert.Equal(JobStatus.Expired, (await job.Get(Cancellation))!.Status);
        Assert.Equal(JobLinkResult.Expired, (await job.Link(null, Cancellation)).Result);
        Assert.Equal(JobCommandOutcome.Expired, (await job.Retry(Cancellation)).Result);
        Assert.Null(await job.Replay(0, Cancellation));
        Assert.Equal(JobStatus.Expired, (await job.Files(null, 0, 10, Cancellation))!.Status);
        Assert.Equal(JobCommandOutcome.Expired, (await job.Cancel(Cancellation)).Result);
        using var limit = new CancellationTokenSource(JobCluster.Deadline);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await cluster.Files.FindAsync(archive, Cancellation) is not null)
            await pace.WaitForNextTickAsync(limit.Token);

        var again = await job.Submit(new SubmitJob("forgetful", [7 * 30_000], "another body", null), Cancellation);
        Assert.Equal(JobCommandOutcome.Accepted, again.Result);
        Assert.True(again.Job!.Sequence > end.Sequence);
    }

    /// <summary>The list hears of an end a moment after the job's watchers.</summary>
    private async Task WaitForPlace(string caller, int before = 0)
    {
        using var limit = new CancellationTokenSource(JobCluster.Deadline);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await cluster.Grains.GetGrain<ICallerJobsGrain>(caller).List(JobStatus.Queued, null, 10, Cancellation)).Items.Count > before)
            await pace.WaitForNextTickAsync(limit.Token);
    }
}
