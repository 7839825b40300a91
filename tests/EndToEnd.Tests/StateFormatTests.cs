using Downstream.Silo.Hosting;
using Downstream.Testing.Processes;
using StackExchange.Redis;

namespace Downstream.EndToEnd.Tests;

/// <summary>A store with jobs in another form is refused at the start, with one line, and left as it is.</summary>
public sealed class StateFormatTests
{
    private const string FirstFormsJob = "downstream/state/job/0199d3a1c0de7000800000000000aaaa/job";

    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FirstFormsJob, "a job")]
    [InlineData("downstream/format", "2")]
    public async Task A_Redis_with_jobs_of_another_form_is_refused(string key, string value)
    {
        await using var redis = await RedisServer.StartNewAsync(Cancellation);
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port}");
        await connection.GetDatabase().StringSetAsync(key, value);

        var line = await SettingsTests.StartBadlyAsync(("REDIS_URL", redis.Url), ("SILO_ADDRESS", "127.0.0.1"));

        Assert.StartsWith("REDIS_URL=", line, StringComparison.Ordinal);
        Assert.Contains(StateFormat.Expected, line, StringComparison.Ordinal);
        Assert.Equal(value, (string?)await connection.GetDatabase().StringGetAsync(key));
    }

    [Fact]
    public async Task A_silo_refuses_it_too()
    {
        await using var redis = await RedisServer.StartNewAsync(Cancellation);
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port}");
        await connection.GetDatabase().StringSetAsync(FirstFormsJob, "a job");
        await using var silo = new SiloProcess(ExitCodeTests.Member(redis));
        silo.Launch();
        await silo.WaitForExitAsync(ExitLimit, Cancellation);

        Assert.True(silo.ExitCode == 1, $"exit code {silo.ExitCode}\n{silo.Output}");
        Assert.Contains(StateFormat.Expected, Assert.Single(silo.Output.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_with_jobs_of_the_first_form_is_refused()
    {
        using var folder = new TempFolder();
        var store = EmbeddedStore.Start(folder.Path);
        await using (var connection = await ConnectionMultiplexer.ConnectAsync(store.Configuration))
            await connection.GetDatabase().StringSetAsync(FirstFormsJob, "a job");

        store.Dispose();

        var line = await SettingsTests.StartBadlyAsync(("DATA_DIR", folder.Path));

        Assert.StartsWith($"DATA_DIR={folder.Path}", line, StringComparison.Ordinal);
        Assert.Contains(StateFormat.Expected, line, StringComparison.Ordinal);
    }
}
