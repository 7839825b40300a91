using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Tests.Support;
using Downstream.Gateway.Tests.Support.Scripts;
using Downstream.Testing.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Events.Streams;

/// <summary>npm's EventSource against everything that may refuse it when it comes back. One status but 200, and it is gone for good.</summary>
public sealed class RefusedEventSourceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>All at once, since each of them waits for what it was told.</summary>
    [Fact]
    public async Task It_comes_back_by_itself_behind_each_of_them() => await Task.WhenAll(
        BehindAsync(RateLimitAsync, "RATE_LIMIT_MAX_REQUESTS=1", "MAX_STREAMS_PER_CLIENT=1", "RATE_LIMIT_WINDOW_MS=1000"),
        BehindAsync(OtherStreamAsync, "MAX_STREAMS_PER_CLIENT=1"),
        BehindAsync(OtherStreamAsync, "MAX_STREAMS=1"),
        BehindAsync((gateway, _) => Failing(gateway, new SiloUnavailableException())),
        BehindAsync((gateway, _) => Failing(gateway, new InvalidOperationException("the bug"))),
        BehindAsync(Silence));

    [Fact]
    public async Task It_keeps_coming_back_to_a_name_that_is_not_answered()
    {
        await using var gateway = await TestGateway.StartAsync("HOSTS=downloads.example.com");
        await using var source = await ComeBackAsync(gateway, gateway.Cluster.Existing());

        await source.WaitForAsync(e => e.Type == "open", Limit, Cancellation);
        await source.WaitForAsync(e => e.Type == "open", Limit, Cancellation);

        Assert.Equal(["open", "open"], source.Seen.Select(e => e.Type));
    }

    /// <param name="refuse">Has the gateway refuse what comes to it, until the returned function is called.</param>
    /// <param name="settings">The gateway's.</param>
    private static async Task BehindAsync(Func<TestGateway, ScriptedJob, Task<Action>> refuse, params string[] settings)
    {
        await using var gateway = await TestGateway.StartAsync(settings);
        var job = gateway.Cluster.Existing();
        job.File(7);
        var lift = await refuse(gateway, job);
        await using var source = await ComeBackAsync(gateway, job);
        await source.WaitForAsync(e => e.Type == "open", Limit, Cancellation);
        lift();
        await source.WaitForAsync(e => e.Type == "file", Limit, Cancellation);
        job.End();
        await source.WaitForAsync(e => e.Type == "closed", Limit, Cancellation);

        Assert.Equal("204", source.Seen[^1].Data);
        Assert.Equal(["open", "open", "file"], source.Seen.Take(3).Select(e => e.Type));
        Assert.Equal(["file", "completed"], source.Seen.Where(e => e.IsDurable).Select(e => e.Type));
    }

    /// <summary>The window is used up, and with it all that a stream may come back without being counted.</summary>
    private static async Task<Action> RateLimitAsync(TestGateway gateway, ScriptedJob job)
    {
        var ended = gateway.Cluster.Existing();
        ended.End();
        using var used = await gateway.GetAsync("/v1/downloads");
        for (var time = 0; time < 10; time++)
        {
            using var back = await gateway.SubscribeAsync(ended, lastEventId: "5");
            Assert.Equal(0, job.Watches);
        }

        return () => gateway.Time.Advance(TimeSpan.FromSeconds(2));
    }

    private static async Task<Action> OtherStreamAsync(TestGateway gateway, ScriptedJob job)
    {
        var other = await gateway.SubscribeAsync(gateway.Cluster.Existing());
        return other.Dispose;
    }

    private static Task<Action> Failing(TestGateway gateway, Exception failure)
    {
        gateway.Cluster.Failure = failure;
        return Task.FromResult<Action>(() => gateway.Cluster.Failure = null);
    }

    private static Task<Action> Silence(TestGateway gateway, ScriptedJob job)
    {
        var options = gateway.Services.GetRequiredService<FeedOptions>();
        var (limit, answer) = (options.OpenLimit, new TaskCompletionSource());
        (options.OpenLimit, job.Gate) = (TimeSpan.Zero, answer.Task);
        return Task.FromResult<Action>(() =>
        {
            options.OpenLimit = limit;
            answer.SetResult();
        });
    }

    /// <summary>It names the place where it was, as one that had a stream does.</summary>
    private static Task<NodeEventSource> ComeBackAsync(TestGateway gateway, ScriptedJob job) =>
        NodeEventSource.StartAsync(new Uri(gateway.Address, $"{job.EventsPath}?lastEventId=1"), Cancellation);
}
