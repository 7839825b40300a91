using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Cluster.Tests.Callers;

public sealed class CallerJobsTests(JobCluster cluster) : IClassFixture<JobCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_are_listed_newest_first_with_their_end()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            var job = await cluster.Submit("lister", 500_003 + i);
            ids.Insert(0, job.GetPrimaryKey());
            await JobCluster.End(job);
        }

        var page = await Eventually(() => Client("lister").List(null, null, 10, Cancellation), p => p.Items.All(j => j.Status.IsTerminal()));

        Assert.Equal(ids, page.Items.Select(j => j.JobId));
        Assert.Null(page.Next);
        var completed = await Client("lister").List(JobStatus.Completed, null, 10, Cancellation);
        Assert.All(completed.Items, j => Assert.Equal(JobStatus.Completed, j.Status));
        Assert.Empty((await Client("lister").List(JobStatus.Processing, null, 10, Cancellation)).Items);
    }

    [Fact]
    public async Task A_long_list_is_read_in_pages_without_a_gap_also_after_its_grain_moved()
    {
        const int count = 1200;
        var client = Client("collector");
        var ids = new List<Guid>();
        foreach (var chunk in Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).Chunk(100))
        {
            var ordinals = await Task.WhenAll(chunk.Select(id => client.Add(id, cluster.Time.GetUtcNow(), Cancellation)));
            await Task.WhenAll(chunk.Zip(ordinals).Select(j => client.Ended(j.First, JobStatus.Completed, 7, Cancellation)));
            ids.AddRange(chunk.Zip(ordinals).OrderBy(j => j.Second).Select(j => j.First));
        }

        await cluster.Cluster.DeactivateAsync(client);
        var read = new List<CallerJob>();
        CallerJobsPage page;
        long? before = null;
        do
        {
            page = await client.List(null, before, 77, Cancellation);
            read.AddRange(page.Items);
            before = page.Next;
        }
        while (before is not null);

        Assert.Equal(Enumerable.Reverse(ids), read.Select(j => j.JobId));
        Assert.All(read, j => Assert.Equal(JobStatus.Completed, j.Status));
        Assert.Equal(count, read.Select(j => j.Ordinal).Distinct().Count());
    }

    [Fact]
    public async Task A_job_that_ends_after_its_entry_was_sealed_is_listed_with_its_end()
    {
        var client = Client("slow");
        var slow = Guid.CreateVersion7();
        await client.Add(slow, cluster.Time.GetUtcNow(), Cancellation);
        var ends = new List<Task>();
        for (var i = 0; i < 600; i++)
        {
            var id = Guid.CreateVersion7();
            await client.Add(id, cluster.Time.GetUtcNow(), Cancellation);
            ends.Add(client.Ended(id, JobStatus.Failed, 7, Cancellation));
        }

        await Task.WhenAll(ends);

        Assert.Contains((await client.List(JobStatus.Queued, null, 10, Cancellation)).Items, j => j.JobId == slow);
        await foreach (var watched in client.Watch(long.MaxValue, Cancellation))
        {
            Assert.Equal(slow, watched.JobId);
            break;
        }

        await client.Ended(slow, JobStatus.Completed, 7, Cancellation);

        Assert.Equal(slow, Assert.Single((await client.List(JobStatus.Completed, null, 10, Cancellation)).Items).JobId);
    }

    [Fact]
    public async Task A_watch_tells_the_jobs_after_an_ordinal_also_those_that_have_ended_and_are_sealed()
    {
        var client = Client("returner");
        var jobs = await AddEnded(client, 300);

        var told = new List<Guid>();
        await foreach (var job in client.Watch(jobs[99].Ordinal, Cancellation))
        {
            told.Add(job.JobId);
            if (told.Count == 200)
                break;
        }

        Assert.Equal(jobs.Skip(100).Select(j => j.JobId), told);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    [InlineData(199)]
    public async Task A_job_that_runs_again_is_active_again_wherever_it_stands_in_the_list(int place)
    {
        var client = Client($"repeater-{place}");
        var jobs = await AddEnded(client, 200);
        var (ordinal, id) = jobs[place];

        Assert.True(await client.Reactivate(id, ordinal, 7, Cancellation));

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal([id], await JobCluster.ActiveOf(client));
            Assert.Equal(id, Assert.Single((await client.List(JobStatus.Queued, null, 10, Cancellation)).Items).JobId);
            Assert.Equal(199, (await client.List(JobStatus.Completed, null, 1000, Cancellation)).Items.Count);
            await cluster.Cluster.DeactivateAsync(client);
        }

        await client.Ended(id, JobStatus.Completed, 9, Cancellation);
        Assert.Empty(await JobCluster.ActiveOf(client));
        Assert.Equal(200, (await client.List(JobStatus.Completed, null, 1000, Cancellation)).Items.Select(j => j.JobId).Distinct().Count());
    }

    [Fact]
    public async Task Many_unfinished_jobs_are_all_found_again_after_their_list_moved()
    {
        var client = Client("patient");
        var added = await Task.WhenAll(Enumerable.Range(0, 300).Select(async _ =>
        {
            var id = Guid.CreateVersion7();
            return (Ordinal: (await client.Add(id, cluster.Time.GetUtcNow(), Cancellation))!.Value, JobId: id);
        }));
        var jobs = added.Order().ToList();
        await Task.WhenAll(jobs.Where((_, i) => i % 3 == 0).Select(j => client.Ended(j.JobId, JobStatus.Failed, 7, Cancellation)));

        await cluster.Cluster.DeactivateAsync(client);

        var unfinished = jobs.Where((_, i) => i % 3 > 0).Select(j => j.JobId).ToList();
        Assert.Equal(unfinished.Order(), (await JobCluster.ActiveOf(client)).Order());
        Assert.Equal(unfinished.AsEnumerable().Reverse().Take(150), (await client.List(JobStatus.Processing, null, 150, Cancellation)).Items.Select(j => j.JobId));
        Assert.Equal(100, (await client.List(JobStatus.Failed, null, 1000, Cancellation)).Items.Count);
    }

    [Fact]
    public async Task Adding_a_job_twice_lists_it_once()
    {
        var id = Guid.CreateVersion7();
        var first = await Client("twice").Add(id, cluster.Time.GetUtcNow(), Cancellation);
        var second = await Client("twice").Add(id, cluster.Time.GetUtcNow(), Cancellation);

        Assert.Equal(first, second);
        Assert.Single((await Client("twice").List(null, null, 10, Cancellation)).Items);
    }

    [Fact]
    public async Task A_watch_tells_the_active_jobs_then_each_new_one_in_order_and_what_runs_again_but_no_end()
    {
        var client = Client("watcher");
        var (ordinal, ended) = (await AddEnded(client, 1))[0];
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
        var client = Client("insistent");
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
        var client = Client("distant");
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

    private async Task<List<(long Ordinal, Guid JobId)>> AddEnded(ICallerJobsGrain client, int count)
    {
        var jobs = new List<(long Ordinal, Guid JobId)>();
        foreach (var chunk in Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).Chunk(50))
        {
            var ordinals = await Task.WhenAll(chunk.Select(id => client.Add(id, cluster.Time.GetUtcNow(), Cancellation)));
            await Task.WhenAll(chunk.Zip(ordinals).Select(j => client.Ended(j.First, JobStatus.Completed, 7, Cancellation)));
            jobs.AddRange(chunk.Zip(ordinals).Select(j => (j.Second!.Value, j.First)));
        }

        jobs.Sort();
        return jobs;
    }

    private ICallerJobsGrain Client(string caller) => cluster.Grains.GetGrain<ICallerJobsGrain>(caller);

    /// <summary>Asks until it holds, or the deadline passes.</summary>
    private static async Task<T> Eventually<T>(Func<Task<T>> ask, Func<T, bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(JobCluster.Deadline);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var answer = await ask();
            if (holds(answer))
                return answer;

            await pace.WaitForNextTickAsync(limit.Token);
        }
    }
}
