using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Tests.Support;
using Downstream.Testing.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Events.Feeds;

/// <summary>What feeds keep for those who come back is bounded in bytes, and nobody misses what was let go.</summary>
public sealed class FeedMemoryTests
{
    private const int Budget = 20_000;
    private const int Files = 60;

    [Fact]
    public async Task With_too_much_in_all_feeds_the_one_that_nobody_came_for_lately_forgets_and_everybody_still_hears_all()
    {
        await using var gateway = await TestGateway.StartLiveAsync<FeedOptions>(options => options.MaxBytes = Budget);
        var feeds = gateway.Services.GetRequiredService<JobFeeds>();
        var jobs = Enumerable.Range(0, 3).Select(_ => gateway.Cluster.Existing(Files)).ToList();
        var readers = new List<EventReader>();
        foreach (var job in jobs)
            readers.Add(await gateway.SubscribeAsync(job));

        for (var file = 1; file <= Files; file++)
        {
            foreach (var job in jobs)
                job.File(file);

            // Read as they come, so that the feeds have told them by now.
            foreach (var reader in readers)
            {
                var item = await reader.NextDurableAsync();
                Assert.Equal(file == 1 ? "snapshot:1" : $"file:{file}", item?.Label);
            }

            Assert.InRange(feeds.KeptBytes, 0, Budget + 2_000);
        }

        foreach (var (job, reader) in jobs.Zip(readers))
        {
            using var back = await gateway.SubscribeAsync(job, lastEventId: "5");
            for (var id = 6; id <= Files + 1; id++)
                Assert.Equal($"file:{id}", (await back.NextDurableAsync())?.Label);

            job.End();
            Assert.Equal($"completed:{Files + 2}", (await back.NextDurableAsync())?.Label);
            Assert.Equal([$"file:{Files + 1}", $"completed:{Files + 2}"], (await reader.ToEndAsync()).Select(e => e.Label));
            reader.Dispose();
        }

        Assert.InRange(feeds.KeptBytes, 0, Budget);
    }

    [Fact]
    public async Task A_feed_that_goes_gives_its_bytes_back()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var feeds = gateway.Services.GetRequiredService<JobFeeds>();
        var job = gateway.Cluster.Existing();
        using var reader = await gateway.SubscribeAsync(job);
        job.File(1);
        Assert.Equal("snapshot:1", (await reader.NextDurableAsync())?.Label);
        Assert.Equal("file:2", (await reader.NextDurableAsync())?.Label);
        Assert.NotEqual(0, feeds.KeptBytes);

        job.End();
        await reader.ToEndAsync();

        Assert.Equal(0, feeds.KeptBytes);
    }
}
