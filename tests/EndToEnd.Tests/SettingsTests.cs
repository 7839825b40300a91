using System.Net;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests;

/// <summary>Settings as an operator meets them; that each reader names what is wrong is tested beside the gateway.</summary>
public sealed class SettingsTests
{
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("PORT", "eighty")]
    [InlineData("DOWNLOAD_DELAY_MIN_MS", "many")]
    [InlineData("REDIS_URL", "localhost:6379")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "nowhere")]
    public async Task A_bad_value_stops_the_start_with_one_line_that_names_it(string name, string value)
    {
        var line = await StartBadlyAsync((name, value));

        Assert.Contains(name, line, StringComparison.Ordinal);
        Assert.Contains(value, line, StringComparison.Ordinal);
        Assert.Contains("expected", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shortest_delay_above_the_longest_stops_the_start()
    {
        var line = await StartBadlyAsync(("DOWNLOAD_DELAY_MIN_MS", "5000"), ("DOWNLOAD_DELAY_MAX_MS", "1000"));

        Assert.Contains("DOWNLOAD_DELAY_M", line, StringComparison.Ordinal);
        Assert.Contains("1000", line, StringComparison.Ordinal);
        Assert.Contains("5000", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://127.0.0.1/files")]
    [InlineData("ftp://127.0.0.1/{file_id}")]
    public async Task An_http_origin_needs_a_url_with_a_place_for_the_file_id(string url)
    {
        var line = await StartBadlyAsync(("ORIGIN_KIND", "http"), ("ORIGIN_URL", url));

        Assert.Contains("ORIGIN_URL", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("REDIS_URL", "redis://user:hunter2@127.0.0.1:6379/not-a-number")]
    [InlineData("REDIS_URL", "redis://hunter2@127.0.0.1:6379")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "nowhere?token=hunter2")]
    [InlineData("SENTRY_DSN", "https://hunter2@sentry.example/1/")]
    public async Task A_secret_in_a_bad_value_is_not_repeated(string name, string value)
    {
        var line = await StartBadlyAsync((name, value));

        Assert.Contains(name, line, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task False_means_false()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var gateway = await RunningGateway.StartAsync(
            cancellationToken,
            ("DOWNLOAD_DELAY_ENABLED", "false"),
            ("DOWNLOAD_DELAY_MIN_MS", "600000"),
            ("DOWNLOAD_DELAY_MAX_MS", "600000"),
            ("API_DOCS_ENABLED", "false"));

        var job = await gateway.InitiateAsync([70000], cancellationToken);
        var end = await gateway.WaitForEndAsync(job, cancellationToken);
        using var docs = await gateway.Http.GetAsync("/openapi", cancellationToken);

        Assert.Equal("completed", end.Status);
        Assert.Equal(HttpStatusCode.NotFound, docs.StatusCode);
    }

    [Fact]
    public async Task A_file_with_settings_is_read_and_the_environment_wins()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var process = new GatewayProcess(("WELCOME_MESSAGE", "from the environment"));
        process.Unset("RATE_LIMIT_MAX_REQUESTS");
        await File.WriteAllTextAsync(
            Path.Combine(process.WorkingFolder, ".env"),
            "# settings\nWELCOME_MESSAGE=\"from the file\"\nRATE_LIMIT_MAX_REQUESTS=4321\n",
            cancellationToken);
        await process.StartAsync(cancellationToken);

        using var http = new HttpClient { BaseAddress = process.BaseAddress };
        using var answer = await http.GetAsync("/", cancellationToken);

        Assert.Contains("from the environment", await answer.Content.ReadAsStringAsync(cancellationToken), StringComparison.Ordinal);
        Assert.Equal("4321", answer.Headers.GetValues("RateLimit-Limit").Single());
    }

    [Fact]
    public async Task Two_processes_do_not_share_a_data_folder()
    {
        await using var first = await RunningGateway.StartAsync(TestContext.Current.CancellationToken);

        var line = await StartBadlyAsync(("DATA_DIR", first.Process.DataFolder));

        Assert.Contains("DATA_DIR", line, StringComparison.Ordinal);
        Assert.Contains(first.Process.DataFolder, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_stops_the_start()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var first = await RunningGateway.StartAsync(cancellationToken);
        await using var second = new GatewayProcess(("PORT", first.Process.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        second.Launch();
        await second.WaitForExitAsync(ExitLimit, cancellationToken);

        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains(second.Output.Lines, line => line.Contains(first.Process.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    /// <summary>The one line that a gateway says when it does not start.</summary>
    internal static async Task<string> StartBadlyAsync(params (string Name, string Value)[] settings)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var process = new GatewayProcess(settings);
        process.Launch();
        await process.WaitForExitAsync(ExitLimit, cancellationToken);

        Assert.True(process.ExitCode == 1, $"exit code {process.ExitCode}\n{process.Output}");
        return Assert.Single(process.Output.Errors);
    }
}
