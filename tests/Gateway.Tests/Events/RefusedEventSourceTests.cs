using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Tests.Support;
using Downstream.Testing.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Events;

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
        BehindAsync(scene => Failing(scene, new SiloUnavailableException())),
        BehindAsync(scene => Failing(scene, new InvalidOperationException("the bug"))),
        BehindAsync(Silence));

    [Fact]
    public async Task It_keeps_coming_back_to_a_name_that_is_not_answered()
    {
        await using var gateway = await TestGateway.StartAsync("HOSTS=downloads.example.com");
        await using var source = await NodeEventSource.StartAsync(new Uri(gateway.Address, $"/v1/download/subscribe/{EventHost.JobId(1)}?lastEventId=1"), Cancellation);

        await source.WaitForAsync(e => e.Type == "open", Limit, Cancellation);
        await source.WaitForAsync(e => e.Type == "open", Limit, Cancellation);

        Assert.Equal(["open", "open"], source.Seen.Select(e => e.Type));
    }

    /// <param name="refuse">Has the gateway refuse what comes to it, until the returned function is called.</param>
    /// <param name="settings">The gateway's.</param>
    private static async Task BehindAsync(Func<Scene, Task<Action>> refuse, params string[] settings)
    {
        var scene = new Scene();
        await using var gateway = await TestGateway.StartAsync(scene.Grain, _ => new ScriptedClient(), null, settings);
        scene.Gateway = gateway;
        scene.Job.File(7);
        var lift = await refuse(scene);

        // It names the place where it was, as one that had a stream does.
        await using var source = await NodeEventSource.StartAsync(new Uri(gateway.Address, $"/v1/download/subscribe/{scene.Job.JobId}?lastEventId=1"), Cancellation);
        await source.WaitForAsync(e => e.Type == "open", Limit, Cancellation);
        lift();
        await source.WaitForAsync(e => e.Type == "file", Limit, Cancellation);
        scene.Job.End();
        await source.WaitForAsync(e => e.Type == "closed", Limit, Cancellation);

        Assert.Equal("204", source.Seen[^1].Data);
        Assert.Equal(["open", "open", "file"], source.Seen.Take(3).Select(e => e.Type));
        Assert.Equal(["file", "completed"], source.Seen.Where(e => e.IsDurable).Select(e => e.Type));
    }

    /// <summary>The window is used up, and with it all that a stream may come back without being counted.</summary>
    private static async Task<Action> RateLimitAsync(Scene scene)
    {
        using var used = await scene.Gateway.GetAsync("/v1/downloads");
        for (var time = 0; time < 10; time++)
        {
            using var back = await scene.Gateway.GetAsync(SubscribePath(3), ("Last-Event-ID", "5"));
            Assert.Equal(0, scene.Job.Watches);
        }

        return () => scene.Gateway.Time.Advance(TimeSpan.FromSeconds(2));
    }

    private static async Task<Action> OtherStreamAsync(Scene scene)
    {
        var other = await scene.Gateway.Client.GetAsync(new Uri(SubscribePath(2), UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        return other.Dispose;
    }

    private static Task<Action> Failing(Scene scene, Exception failure)
    {
        scene.Failure = failure;
        return Task.FromResult<Action>(() => scene.Failure = null);
    }

    private static Task<Action> Silence(Scene scene)
    {
        var options = scene.Gateway.Services.GetRequiredService<FeedOptions>();
        var (limit, answer) = (options.OpenLimit, new TaskCompletionSource());
        (options.OpenLimit, scene.Job.Gate) = (TimeSpan.Zero, answer.Task);
        return Task.FromResult<Action>(() =>
        {
            options.OpenLimit = limit;
            answer.SetResult();
        });
    }

    private static string SubscribePath(int job) => $"/v1/download/subscribe/{EventHost.JobId(job)}";

    /// <summary>A job, the gateway in front of it, and what its grain cannot be reached for.</summary>
    private sealed class Scene
    {
        public ScriptedJob Job { get; } = new(EventHost.JobId(1));

        public TestGateway Gateway { get; set; } = null!;

        public Exception? Failure { get; set; }

        public ScriptedJob Grain(Guid id) => Failure is { } failure ? throw failure : id == Job.JobId ? Job : Ended(id);

        private static ScriptedJob Ended(Guid id)
        {
            var job = new ScriptedJob(id);
            if (id == EventHost.JobId(3))
                job.End();

            return job;
        }
    }
}
