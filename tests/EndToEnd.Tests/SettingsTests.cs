using System.Globalization;
using System.Net;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests;

/// <summary>
/// Settings as an operator meets them. That a start is refused for each bad value, and what is said of it, is tested
/// beside the gateway; here is what becomes of the refusal.
/// </summary>
public sealed class SettingsTests(SettingsTests.Server server) : IClassFixture<SettingsTests.Server>
{
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bad_value_stops_the_start_with_one_line_that_names_it_and_repeats_no_secret()
    {
        await using var process = new GatewayProcess(("REDIS_URL", "redis://user:hunter2@127.0.0.1:6379/not-a-number"));
        process.Launch();
        await process.WaitForExitAsync(ExitLimit, Cancellation);

        Assert.True(process.ExitCode == 1, $"exit code {process.ExitCode}\n{process.Output}");
        var line = Assert.Single(process.Output.Errors);
        Assert.StartsWith("REDIS_URL=", line, StringComparison.Ordinal);
        Assert.Contains("expected", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", process.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task False_means_false()
    {
        var job = await server.Gateway.InitiateAsync([70000], Cancellation);
        var end = await server.Gateway.WaitForEndAsync(job, Cancellation);
        using var docs = await server.Gateway.Http.GetAsync("/openapi", Cancellation);

        Assert.Equal("completed", end.Status);
        Assert.Equal(HttpStatusCode.NotFound, docs.StatusCode);
    }

    [Fact]
    public async Task A_file_with_settings_is_read_and_the_environment_wins()
    {
        using var answer = await server.Gateway.Http.GetAsync("/", Cancellation);

        Assert.Contains("from the environment", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("4321", answer.Headers.GetValues("RateLimit-Limit").Single());
    }

    [Fact]
    public async Task A_port_that_is_taken_stops_the_start()
    {
        var port = server.Gateway.Process.Port.ToString(CultureInfo.InvariantCulture);
        await using var second = new GatewayProcess(("PORT", port));

        second.Launch();
        await second.WaitForExitAsync(ExitLimit, Cancellation);

        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains(second.Output.Lines, line => line.Contains(port, StringComparison.Ordinal));
    }

    /// <summary>One process with settings in its environment and in a file.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private const string File = "# settings\nWELCOME_MESSAGE=\"from the file\"\nRATE_LIMIT_MAX_REQUESTS=4321\n";

        internal RunningGateway Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var process = new GatewayProcess(
                ("WELCOME_MESSAGE", "from the environment"),
                ("DOWNLOAD_DELAY_ENABLED", "false"),
                ("DOWNLOAD_DELAY_MIN_MS", "600000"),
                ("DOWNLOAD_DELAY_MAX_MS", "600000"),
                ("API_DOCS_ENABLED", "false"));
            Gateway = new RunningGateway(process);
            process.Unset("RATE_LIMIT_MAX_REQUESTS");
            await System.IO.File.WriteAllTextAsync(Path.Combine(process.WorkingFolder, ".env"), File, Cancellation);
            await process.StartAsync(Cancellation);
        }

        public ValueTask DisposeAsync() => Gateway?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
