using Downstream.Gateway.Events.Cursors;
using Downstream.Gateway.Tests.Support;
using Downstream.Gateway.Tests.Support.Scripts;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Events.Cursors;

/// <summary>What readers hold until they have come to their feed is bounded in bytes, and nobody misses what was given up.</summary>
public sealed class StartMemoryTests
{
    private const int Files = 50;
    private const int Ended = Files + 2;

    private static readonly string Reason = new('x', 2_000);

    [Fact]
    public async Task With_too_much_to_begin_with_the_slowest_come_back_and_go_on()
    {
        const int most = 500_000;
        await using var gateway = await TestGateway.StartLiveAsync<CursorOptions>(options => options.MaxStartBytes = most);
        var job = Job(gateway);
        job.End();
        var slow = await OpenAsync(gateway, job, 1);
        for (var i = 0; i < 10; i++)
            Assert.NotNull(slow.Next());

        var others = new List<JobCursor>();
        for (var i = 0; i < 20; i++)
        {
            others.Add(await OpenAsync(gateway, job, 1));
            Assert.InRange(Starts(gateway).Bytes, 1, most);
        }

        Assert.Null(slow.Next());
        Assert.True(slow.IsAtEnd);
        using (var back = await OpenAsync(gateway, job, slow.LastId))
            Assert.Equal(Ids(slow.LastId + 1, Ended), Rest(back));

        // Who reads soon reads all of it.
        Assert.Equal(Ids(2, Ended), Rest(others[^1]));
        foreach (var cursor in others.Append(slow))
            cursor.Dispose();

        Assert.Equal(0, Starts(gateway).Bytes);
    }

    [Fact]
    public async Task A_start_that_is_larger_than_all_may_be_is_read_by_one_at_a_time()
    {
        await using var gateway = await TestGateway.StartLiveAsync<CursorOptions>(options => options.MaxStartBytes = 1);
        var job = Job(gateway);
        job.End();
        using var first = await OpenAsync(gateway, job, 1);
        using var second = await OpenAsync(gateway, job, 1);

        Assert.Empty(Rest(first));
        Assert.Equal(Ids(2, Ended), Rest(second));
    }

    [Fact]
    public async Task What_those_share_who_come_together_is_weighed_once()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = Job(gateway);
        var cursors = new List<JobCursor> { await OpenAsync(gateway, job, 1) };
        var one = Starts(gateway).Bytes;
        for (var i = 0; i < 20; i++)
            cursors.Add(await OpenAsync(gateway, job, 1));

        Assert.InRange(Starts(gateway).Bytes, one, one + (20 * Files * IntPtr.Size));
        Assert.All(cursors, cursor => Assert.Equal(Ids(2, Files + 1), Rest(cursor)));
        Assert.Equal(0, Starts(gateway).Bytes);
        cursors.ForEach(cursor => cursor.Dispose());
        Assert.Equal(0, Starts(gateway).Bytes);
    }

    private static ScriptedJob Job(TestGateway gateway)
    {
        var job = gateway.Cluster.Existing(totalFiles: Files);
        for (var file = 1; file <= Files; file++)
            job.File(file, error: Reason);

        return job;
    }

    private static StartEvents Starts(TestGateway gateway) => gateway.Services.GetRequiredService<StartEvents>();

    private static async Task<JobCursor> OpenAsync(TestGateway gateway, ScriptedJob job, long? lastId) =>
        (await gateway.Services.GetRequiredService<JobOpener>().OpenAsync(job.JobId, lastId, TestContext.Current.CancellationToken)).Cursor!;

    private static List<long> Rest(JobCursor cursor)
    {
        var ids = new List<long>();
        while (cursor.Next() is { } item)
        {
            if (item.Id is { } id)
                ids.Add(id);
        }

        return ids;
    }

    private static IEnumerable<long> Ids(long first, long last) => Enumerable.Range((int)first, (int)(last - first + 1)).Select(id => (long)id);
}
