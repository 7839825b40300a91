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

        var page = await Eventually(() => cluster.CallerList("lister").List(null, null, 10, Cancellation), p => p.Items.All(j => j.Status.IsTerminal()));

        Assert.Equal(ids, page.Items.Select(j => j.JobId));
        Assert.Null(page.Next);
        var completed = await cluster.CallerList("lister").List(JobStatus.Completed, null, 10, Cancellation);
        Assert.All(completed.Items, j => Assert.Equal(JobStatus.Completed, j.Status));
        Assert.Empty((await cluster.CallerList("lister").List(JobStatus.Processing, null, 10, Cancellation)).Items);
    }

    [Fact]
    public async Task A_long_list_is_read_in_pages_without_a_gap_also_after_its_grain_moved()
    {
        const int count = 1200;
        var client = cluster.CallerList("collector");
        var ids = (await cluster.AddEndedAsync(client, count)).Select(job => job.JobId);

        await cluster.Cluster.DeactivateAsync(client);
        var read = await All(client, null);

        Assert.Equal(Enumerable.Reverse(ids), read.Select(j => j.JobId));
        Assert.All(read, j => Assert.Equal(JobStatus.Completed, j.Status));
        Assert.Equal(count, read.Select(j => j.Ordinal).Distinct().Count());
    }

    [Fact]
    public async Task A_job_that_ends_after_its_entry_was_sealed_is_listed_with_its_end()
    {
        var client = cluster.CallerList("slow");
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

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    [InlineData(199)]
    public async Task A_job_that_runs_again_is_active_again_wherever_it_stands_in_the_list(int place)
    {
        var client = cluster.CallerList($"repeater-{place}");
        var jobs = await cluster.AddEndedAsync(client, 200);
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
    public async Task A_list_of_one_state_is_what_the_whole_list_has_of_it()
    {
        var client = cluster.CallerList("sorted");
        var random = new Random(17);
        JobStatus[] ends = [JobStatus.Completed, JobStatus.PartiallyCompleted, JobStatus.Failed, JobStatus.Cancelled];
        var jobs = await cluster.AddEndedAsync(client, 600);
        for (var round = 0; round < 3; round++)
        {
            // Most states are in few pages only, and what runs again leaves the state that it was in.
            foreach (var (ordinal, id) in random.GetItems(jobs.ToArray(), 40).Distinct())
            {
                Assert.True(await client.Reactivate(id, ordinal, 7, Cancellation));
                if (random.Next(4) > 0)
                    await client.Ended(id, ends[random.Next(ends.Length)], 9, Cancellation);
            }

            jobs.AddRange(await cluster.AddEndedAsync(client, 50));
            var all = await All(client, null);
            Assert.Equal(jobs.Count, all.Count);
            foreach (var end in ends)
                Assert.Equal(all.Where(job => job.Status == end), await All(client, end));

            await cluster.Cluster.DeactivateAsync(client);
        }
    }

    [Fact]
    public async Task Many_unfinished_jobs_are_all_found_again_after_their_list_moved()
    {
        var client = cluster.CallerList("patient");
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
        var first = await cluster.CallerList("twice").Add(id, cluster.Time.GetUtcNow(), Cancellation);
        var second = await cluster.CallerList("twice").Add(id, cluster.Time.GetUtcNow(), Cancellation);

        Assert.Equal(first, second);
        Assert.Single((await cluster.CallerList("twice").List(null, null, 10, Cancellation)).Items);
    }

    private static async Task<List<CallerJob>> All(ICallerJobsGrain client, JobStatus? status)
    {
        var read = new List<CallerJob>();
        long? before = null;
        do
        {
            var page = await client.List(status, before, 77, Cancellation);
            read.AddRange(page.Items);
            before = page.Next;
        }
        while (before is not null);
        return read;
    }

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
