using Downstream.Gateway.Events.Feeds;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Events;

/// <summary>What feeds keep for those who come back is bounded in bytes, and nobody misses what was let go.</summary>
public sealed class FeedMemoryTests
{
    private const int Budget = 20_000;
    private const int Files = 60;

    [Fact]
    public async Task With_too_much_in_all_feeds_the_one_that_nobody_came_for_lately_forgets_and_everybody_still_hears_all()
    {
        await using var host = await EventHost.StartAsync<FeedOptions>(options => options.MaxBytes = Budget);
        var feeds = host.Services.GetRequiredService<JobFeeds>();
        var jobs = Enumerable.Range(1, 3).Select(number => host.Job(number, Files)).ToList();
        var readers = new List<EventReader>();
        for (var number = 1; number <= jobs.Count; number++)
            readers.Add(await host.SubscribeAsync(number));

        for (var file = 1; file <= Files; file++)
        {
            foreach (var job in jobs)
                job.File(file);

            // Read as they come, so that the feeds have told them by now.
            foreach (var reader in readers)
            {
                var item = await reader.NextDurableAsync();
                Assert.Equal(file == 1 ? "snapshot:1" : $"file:{file}", $"{item}");
            }

            Assert.InRange(feeds.KeptBytes, 0, Budget + 2_000);
        }

        foreach (var number in Enumerable.Range(1, jobs.Count))
        {
            using var back = await host.SubscribeAsync(number, lastEventId: "5");
            for (var id = 6; id <= Files + 1; id++)
                Assert.Equal($"file:{id}", $"{await back.NextDurableAsync()}");

            jobs[number - 1].End();
            Assert.Equal($"completed:{Files + 2}", $"{await back.NextDurableAsync()}");
            Assert.Equal([$"file:{Files + 1}", $"completed:{Files + 2}"], (await readers[number - 1].ToEndAsync()).Select(e => $"{e}"));
            readers[number - 1].Dispose();
        }

        Assert.InRange(feeds.KeptBytes, 0, Budget);
    }

    [Fact]
    public async Task A_feed_that_goes_gives_its_bytes_back()
    {
        await using var host = await EventHost.StartAsync();
        var feeds = host.Services.GetRequiredService<JobFeeds>();
        var job = host.Job();
        using var reader = await host.SubscribeAsync();
        job.File(1);
        Assert.Equal("snapshot:1", $"{await reader.NextDurableAsync()}");
        Assert.Equal("file:2", $"{await reader.NextDurableAsync()}");
        Assert.NotEqual(0, feeds.KeptBytes);

        job.End();
        await reader.ToEndAsync();

        Assert.Equal(0, feeds.KeptBytes);
    }
}
