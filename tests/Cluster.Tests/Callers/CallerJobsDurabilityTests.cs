using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Cluster.Tests.Callers;

public sealed class CallerJobsDurabilityTests(FaultyJobCluster cluster) : IClassFixture<FaultyJobCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("caller-jobs-page")]
    [InlineData("caller-jobs-statuses")]
    public async Task A_page_that_cannot_be_written_loses_no_entry(string refused)
    {
        var client = cluster.CallerList($"sealed without {refused}");
        var added = new List<Guid>();
        cluster.Storage.Refused = refused;
        while (await TryAdd(client) is { } id)
            added.Add(id);

        Assert.NotEmpty(added);
        await AssertListed(client, added);
        cluster.Storage.Refused = null;
        for (var i = 0; i < 50; i++)
            added.Add((await TryAdd(client))!.Value);

        await AssertListed(client, added);
        await cluster.Cluster.DeactivateAsync(client);
        await AssertListed(client, added);
    }

    [Theory]
    [InlineData("caller-jobs-page")]
    [InlineData("caller-jobs-statuses")]
    public async Task An_end_that_could_not_be_noted_in_its_page_is_noted_when_it_is_told_again(string refused)
    {
        var client = cluster.CallerList($"noted without {refused}");
        var id = Guid.CreateVersion7();
        await client.Add(id, cluster.Time.GetUtcNow(), Cancellation);
        for (var i = 0; i < 100; i++)
            Assert.NotNull(await TryAdd(client));

        cluster.Storage.Refused = refused;
        await Assert.ThrowsAnyAsync<Exception>(() => client.Ended(id, JobStatus.Completed, 7, Cancellation));
        cluster.Storage.Refused = null;
        await client.Ended(id, JobStatus.Completed, 7, Cancellation);

        await cluster.Cluster.DeactivateAsync(client);
        Assert.DoesNotContain(id, await JobCluster.ActiveOf(client));
        Assert.Equal(id, Assert.Single((await client.List(JobStatus.Completed, null, 10, Cancellation)).Items).JobId);
    }

    [Fact]
    public async Task A_job_whose_entry_could_not_be_written_is_neither_told_nor_listed()
    {
        var client = cluster.CallerList("told");
        var first = (await TryAdd(client))!.Value;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(JobCluster.Deadline);
        var watch = client.Watch(0, limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(first, watch.Current.JobId);

        cluster.Storage.Refused = "caller-jobs";
        Assert.Null(await TryAdd(client));
        cluster.Storage.Refused = null;

        // The activation has ended, and said nothing of the job.
        await Assert.ThrowsAnyAsync<Exception>(async () => await watch.MoveNextAsync());
        await watch.DisposeAsync();
        var second = (await TryAdd(client))!.Value;
        var told = new List<Guid>();
        await foreach (var job in client.Watch(0, limit.Token))
        {
            told.Add(job.JobId);
            if (told.Count == 2)
                break;
        }

        Assert.Equal([first, second], told);
        Assert.Equal([second, first], (await client.List(null, null, 10, Cancellation)).Items.Select(job => job.JobId));
    }

    [Fact]
    public async Task A_list_of_one_state_reads_no_page_without_it_however_long_the_list_is()
    {
        var client = cluster.CallerList("long");
        var failing = new HashSet<Guid>();
        var ended = 0;
        var jobs = await cluster.AddEndedAsync(client, 3000, id => ended++ % 1000 == 500 && failing.Add(id) ? JobStatus.Failed : JobStatus.Completed);
        var failed = jobs.Select(job => job.JobId).Where(failing.Contains).Reverse();

        cluster.Storage.Reads.Clear();
        var page = await client.List(JobStatus.Failed, null, 100, Cancellation);

        Assert.Equal(failed, page.Items.Select(job => job.JobId));
        Assert.Null(page.Next);
        Assert.InRange(cluster.Storage.Reads.Count(name => name.StartsWith("caller-jobs", StringComparison.Ordinal)), 1, 10);

        cluster.Storage.Reads.Clear();
        Assert.Equal(100, (await client.List(JobStatus.Completed, null, 100, Cancellation)).Items.Count);
        Assert.InRange(cluster.Storage.Reads.Count(name => name.StartsWith("caller-jobs", StringComparison.Ordinal)), 1, 12);
    }

    private async Task<Guid?> TryAdd(ICallerJobsGrain client)
    {
        var id = Guid.CreateVersion7();
        var ordinal = await Record.ExceptionAsync(() => client.Add(id, cluster.Time.GetUtcNow(), Cancellation));
        return ordinal is null ? id : null;
    }

    /// <summary>The newest may be one whose write failed: it is there until the list is read anew.</summary>
    private static async Task AssertListed(ICallerJobsGrain client, List<Guid> added)
    {
        var listed = (await client.List(null, null, 1000, Cancellation)).Items.Select(job => job.JobId).ToList();
        Assert.Equal(added.AsEnumerable().Reverse(), listed.Where(added.Contains));
    }
}
