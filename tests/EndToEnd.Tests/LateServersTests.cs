using System.Net;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests;

/// <summary>A silo that is started before the servers it needs.</summary>
public sealed class LateServersTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_silo_waits_for_redis_and_s3_says_so_and_then_shows_itself_to_operators()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var cluster = await ClusterProcesses.StartAsync(1, 0, [], stop);
        var silo = cluster.Silos[0];
        await silo.StopAsync(Limit, stop);
        await cluster.StopStoreAsync();
        await cluster.Redis.StopAsync(Limit, stop);

        silo.Launch();
        await SaysAsync("Waiting for Redis");
        await cluster.Redis.StartAsync(stop);
        await SaysAsync("Waiting for the object store");
        await cluster.RestoreAsync(stop);

        using var http = new HttpClient { BaseAddress = silo.BaseAddress };
        foreach (var path in (string[])["/health", "/metrics", "/orleans/"])
            await Poll.AnswerAsync(http, path, answer => answer.StatusCode == HttpStatusCode.OK, stop);

        Task SaysAsync(string text) => Poll.UntilAsync(
            () => Task.FromResult(silo.Output.Lines.Any(line => line.Contains(text, StringComparison.Ordinal))),
            Limit,
            stop,
            () => $"The silo did not say: {text}");
    }
}
