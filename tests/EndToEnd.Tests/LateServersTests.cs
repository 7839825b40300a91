using System.Net;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;
using StackExchange.Redis;

namespace Downstream.EndToEnd.Tests;

/// <summary>A silo that is started before the servers it needs.</summary>
[Collection(OneSilo.Name)]
public sealed class LateServersTests(OneSilo shared)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_silo_waits_for_redis_and_s3_says_so_and_then_shows_itself_to_operators()
    {
        var stop = TestContext.Current.CancellationToken;
        var cluster = await shared.WholeAsync(stop);
        var silo = cluster.Silos[0];
        await silo.StopAsync(Limit, stop);
        await cluster.StopStoreAsync();
        await cluster.Redis.StopAsync(Limit, stop);

        var before = silo.Output.Lines.Count;
        silo.Launch();
        await SaysAsync(silo, before, "Waiting for Redis");
        await cluster.Redis.StartAsync(stop);
        await SaysAsync(silo, before, "Waiting for the object store");
        await cluster.RestoreAsync(stop);

        using var http = new HttpClient { BaseAddress = silo.BaseAddress };
        foreach (var path in (string[])["/health", "/metrics", "/orleans/"])
            await Poll.AnswerAsync(http, path, answer => answer.StatusCode == HttpStatusCode.OK, stop);
    }

    /// <summary>As one does that is still loading its log.</summary>
    [Fact]
    public async Task A_silo_waits_for_a_redis_that_does_not_say_yet_what_it_holds()
    {
        var stop = TestContext.Current.CancellationToken;
        var cluster = await shared.WholeAsync(stop);
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{cluster.Redis.Port}");
        var silo = cluster.Silos[0];
        await silo.StopAsync(Limit, stop);
        await redis.GetDatabase().ExecuteAsync("ACL", "SETUSER", "default", "-get");

        var before = silo.Output.Lines.Count;
        silo.Launch();
        try
        {
            await SaysAsync(silo, before, "Waiting for Redis to say which jobs it holds");
        }
        finally
        {
            await redis.GetDatabase().ExecuteAsync("ACL", "SETUSER", "default", "+get");
        }

        using var http = new HttpClient { BaseAddress = silo.BaseAddress };
        await Poll.AnswerAsync(http, "/health", answer => answer.StatusCode == HttpStatusCode.OK, stop);
    }

    /// <summary>Waits for a line that is not among the first ones, which an earlier start wrote.</summary>
    private static Task SaysAsync(SiloProcess silo, int before, string text) => Poll.UntilAsync(
        () => Task.FromResult(silo.Output.Lines.Skip(before).Any(line => line.Contains(text, StringComparison.Ordinal))),
        Limit,
        TestContext.Current.CancellationToken,
        () => $"The silo did not say: {text}");
}
