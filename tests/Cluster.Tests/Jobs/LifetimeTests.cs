using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;
using StackExchange.Redis;

namespace Downstream.Cluster.Tests.Jobs;

/// <summary>What the store may drop, and what stays in memory.</summary>
public sealed class LifetimeTests(JobCluster cluster) : IClassFixture<JobCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_unfinished_has_no_time_to_live_and_what_has_ended_has_one()
    {
        const int held = 700_007;
        cluster.Origin.Hold(held);
        var job = await cluster.Submit("keeper", held);
        var ended = await cluster.Submit("leaver", 700_014);
        await JobCluster.End(ended);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(cluster.State);

        await JobCluster.Until(async () =>
            await LifetimesAsync(redis, ended.GetPrimaryKey().ToString("N")) is [{ } state] && state > TimeSpan.FromHours(24)
            && await LifetimesAsync(redis, "leaver") is [{ } list] && list > TimeSpan.FromHours(24));
        Assert.Equal([null], await LifetimesAsync(redis, job.GetPrimaryKey().ToString("N")));
        Assert.Equal([null], await LifetimesAsync(redis, "keeper"));

        cluster.Origin.Open(held);
        await JobCluster.End(job);
        await JobCluster.Until(async () =>
            await LifetimesAsync(redis, job.GetPrimaryKey().ToString("N")) is [not null] && await LifetimesAsync(redis, "keeper") is [not null]);
    }

    [Fact]
    public async Task A_job_that_runs_again_is_kept_again()
    {
        const int missing = 700_022;
        var job = await cluster.Submit("again", missing);
        await JobCluster.End(job);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(cluster.State);
        await JobCluster.Until(async () => await LifetimesAsync(redis, job.GetPrimaryKey().ToString("N")) is [not null]);

        cluster.Origin.Heal(missing);
        cluster.Origin.Hold(missing);
        Assert.Equal(JobCommandOutcome.Accepted, (await job.Retry(Cancellation)).Result);

        Assert.Equal([null], await LifetimesAsync(redis, job.GetPrimaryKey().ToString("N")));
        Assert.Equal([null], await LifetimesAsync(redis, "again"));
        cluster.Origin.Open(missing);
        await JobCluster.End(job);
    }

    [Fact]
    public async Task What_does_not_exist_leaves_nothing_behind()
    {
        var ids = Enumerable.Range(0, 300).Select(_ => Guid.CreateVersion7()).ToList();
        await Task.WhenAll(ids.Select(async id =>
        {
            var job = cluster.Job(id);
            Assert.Null(await job.Get(Cancellation));
            Assert.Null(await job.Files(null, 0, 10, Cancellation));
            Assert.Null(await job.Replay(0, Cancellation));
            await foreach (var update in job.Watch(null, Cancellation))
                Assert.Fail($"It told {update}.");
            Assert.Equal(JobLinkResult.JobNotFound, (await job.Link(null, Cancellation)).Result);
            Assert.Equal(JobCommandOutcome.NotFound, (await job.Cancel(Cancellation)).Result);
            Assert.Equal(JobCommandOutcome.NotFound, (await job.Retry(Cancellation)).Result);
        }));

        await cluster.NothingIsActiveAsync(ids.Select(id => cluster.Job(id).GetGrainId()));
        await using var redis = await ConnectionMultiplexer.ConnectAsync(cluster.State);
        Assert.Empty(await LifetimesAsync(redis, ids[0].ToString("N")));
    }

    /// <summary>As it is when the store dropped it, for its time or for want of memory.</summary>
    [Fact]
    public async Task A_list_that_is_gone_under_its_activation_takes_the_next_job_and_the_next_retry()
    {
        const int missing = 700_029;
        var failed = await cluster.Submit("dropped", missing);
        await JobCluster.End(failed);
        var list = cluster.Grains.GetGrain<ICallerJobsGrain>("dropped");
        await using var redis = await ConnectionMultiplexer.ConnectAsync(cluster.State);
        await JobCluster.Until(async () => (await JobCluster.ActiveOf(list)).Count == 0 && await LifetimesAsync(redis, "dropped") is [not null]);

        await DropAsync(redis, "dropped");
        cluster.Origin.Hold(missing);
        cluster.Origin.Heal(missing);
        Assert.Equal(JobCommandOutcome.Accepted, (await failed.Retry(Cancellation)).Result);
        Assert.Equal([failed.GetPrimaryKey()], await JobCluster.ActiveOf(list));

        await DropAsync(redis, "dropped");
        var next = await cluster.Submit("dropped", 700_035);
        Assert.Contains(next.GetPrimaryKey(), (await list.List(null, null, 10, Cancellation)).Items.Select(job => job.JobId));
        cluster.Origin.Open(missing);
        await JobCluster.End(failed);
    }

    [Fact]
    public async Task A_caller_that_never_had_a_job_leaves_nothing_behind()
    {
        var callers = Enumerable.Range(0, 300).Select(i => cluster.Grains.GetGrain<ICallerJobsGrain>($"nobody-{i}")).ToList();
        await Task.WhenAll(callers.Select(async list =>
        {
            Assert.Empty((await list.List(null, null, 10, Cancellation)).Items);
            using var watching = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            await using var watch = list.Watch(0, watching.Token).GetAsyncEnumerator(watching.Token);
            var next = watch.MoveNextAsync().AsTask();
            await watching.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        }));

        await cluster.NothingIsActiveAsync(callers.Select(list => list.GetGrainId()));
    }

    private static async Task DropAsync(ConnectionMultiplexer redis, string caller)
    {
        await foreach (var key in StateKeys.OfAsync(redis).Where(key => key.EndsWith($"/{caller}/caller-jobs", StringComparison.Ordinal)))
            Assert.True(await redis.GetDatabase().KeyDeleteAsync(key));
    }

    /// <summary>The times to live of the state of a grain with this key; null for one that stays.</summary>
    private static async Task<List<TimeSpan?>> LifetimesAsync(ConnectionMultiplexer redis, string grainKey)
    {
        var lifetimes = new List<TimeSpan?>();
        await foreach (var key in StateKeys.OfAsync(redis).Where(key => key.Contains(grainKey, StringComparison.Ordinal)))
            lifetimes.Add(await redis.GetDatabase().KeyTimeToLiveAsync(key));

        return lifetimes;
    }
}
