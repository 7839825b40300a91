using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Cluster.Tests.Callers;

public sealed class CallerJobsWatchTests(JobCluster cluster) : IClassFixture<JobCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watch_tells_the_jobs_after_an_ordinal_also_those_that_have_ended_and_are_sealed()
    {
        var client = cluster.CallerList("returner");
        var jobs = await cluster.AddEndedAsync(client, 300);

        var told = new List<Guid>();
        await foreach (var job in client.Watch(jobs[99].Ordinal, Cancellation))
        {
            told.Add(job.JobId);
            if (told.Count == 200)
                break;
        }

        Assert.Equal(jobs.Skip(100).Select(j => j.JobId), told);
    }

    [Fact]
    public async Task A_watch_tells_the_active_jobs_then_each_new_one_in_order_and_what_runs_again_but_no_end()
    {
        var client = cluster.CallerList("watcher");
        var (ordinal, ended) = (await cluster.AddEndedAsync(client, 1))[0];
        var first = Guid.CreateVersion7();
        await client.Add(first, cluster.Time.GetUtcNow(), Cancellation);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(JobCluster.Deadline);
        await using var watch = client.Watch(long.MaxValue, limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.Equal(first, (await Next()).JobId);

        // All at once, so that they share writes.
        var added = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => client.Add(Guid.CreateVersion7(), cluster.Time.GetUtcNow(), Cancellation)));
        var told = new List<long>();
        while (told.Count < added.Length)
            told.Add((await Next()).Ordinal);

        Assert.Equal(added.Select(o => o!.Value).Order(), told);
        await client.Ended(first, JobStatus.Completed, 3, Cancellation);
        Assert.True(await client.Reactivate(ended, ordinal, 7, Cancellation));
        var again = await Next();
        Assert.Equal((ended, ordinal, JobStatus.Queued, 7), (again.JobId, again.Ordinal, again.Status, again.LastId));

        async Task<CallerJob> Next()
        {
            Assert.True(await watch.MoveNextAsync());
            return watch.Current;
        }
    }

    [Fact]
    public async Task A_job_that_is_asked_for_again_before_it_was_accepted_is_told_again()
    {
        var client = cluster.CallerList("insistent");
        var id = Guid.CreateVersion7();
        var ordinal = await client.Add(id, cluster.Time.GetUtcNow(), Cancellation);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(JobCluster.Deadline);
        await using var watch = client.Watch(ordinal!.Value, limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await watch.MoveNextAsync());

        await client.Add(id, cluster.Time.GetUtcNow(), Cancellation);

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal((ordinal.Value, id), (watch.Current.Ordinal, watch.Current.JobId));
    }

    [Fact]
    public async Task A_watcher_that_falls_too_far_behind_is_ended_and_goes_on_from_where_it_was()
    {
        var client = cluster.CallerList("distant");
        var first = Guid.CreateVersion7();
        var ordinal = await client.Add(first, cluster.Time.GetUtcNow(), Cancellation);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(JobCluster.Deadline);
        await using var watch = client.Watch(ordinal!.Value, limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await watch.MoveNextAsync());
        for (var i = 0; i < 1500; i++)
            await client.Add(first, cluster.Time.GetUtcNow(), Cancellation);

        await Assert.ThrowsAsync<EnumerationAbortedException>(async () =>
        {
            while (await watch.MoveNextAsync())
            {
            }
        });

        await foreach (var job in client.Watch(ordinal.Value, limit.Token))
        {
            Assert.Equal(first, job.JobId);
            break;
        }
    }
}
