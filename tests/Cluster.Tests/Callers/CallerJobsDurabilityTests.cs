using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Cluster.Tests.Callers;

public sealed class CallerJobsDurabilityTests(FaultyJobCluster cluster) : IClassFixture<FaultyJobCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_that_cannot_be_written_loses_no_entry()
    {
        var client = Client("sealed");
        var added = new List<Guid>();
        cluster.Storage.Refused = "caller-jobs-page";
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

    [Fact]
    public async Task An_end_that_could_not_be_noted_in_its_page_is_noted_when_it_is_told_again()
    {
        var client = Client("noted");
        var id = Guid.CreateVersion7();
        await client.Add(id, cluster.Time.GetUtcNow(), Cancellation);
        for (var i = 0; i < 100; i++)
            Assert.NotNull(await TryAdd(client));

        cluster.Storage.Refused = "caller-jobs-page";
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
        var client = Client("told");
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

    private ICallerJobsGrain Client(string caller) => cluster.Grains.GetGrain<ICallerJobsGrain>(caller);
}
