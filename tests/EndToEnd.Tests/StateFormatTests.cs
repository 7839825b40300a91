using Downstream.Silo.Hosting;
using Downstream.Testing.Processes;
using StackExchange.Redis;

namespace Downstream.EndToEnd.Tests;

/// <summary>A silo of its own refuses a store with jobs in another form; that the gateway does is tested beside it.</summary>
public sealed class StateFormatTests
{
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Redis_with_jobs_of_another_form_is_refused_with_one_line_and_left_as_it_is()
    {
        const string key = "downstream/state/job/0199d3a1c0de7000800000000000aaaa/job";
        await using var redis = await RedisServer.StartNewAsync(Cancellation);
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port}");
        await connection.GetDatabase().StringSetAsync(key, "a job");
        await using var silo = new SiloProcess(ExitCodeTests.Member(redis));
        silo.Launch();
        await silo.WaitForExitAsync(ExitLimit, Cancellation);

        Assert.True(silo.ExitCode == 1, $"exit code {silo.ExitCode}\n{silo.Output}");
        Assert.Contains(StateFormat.Expected, Assert.Single(silo.Output.Errors), StringComparison.Ordinal);
        Assert.Equal("a job", (string?)await connection.GetDatabase().StringGetAsync(key));
    }
}
