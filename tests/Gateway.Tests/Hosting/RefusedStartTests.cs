using Downstream.Gateway.Hosting;
using Downstream.Silo.Hosting;
using Downstream.Testing.Processes;
using StackExchange.Redis;

namespace Downstream.Gateway.Tests.Hosting;

/// <summary>
/// The whole gateway is put together and run, as its program does it, and refuses to start for one reason. The program
/// says the reason on one line and ends with 1, which is tested on the process.
/// </summary>
public sealed class RefusedStartTests : IDisposable
{
    private const string FirstFormsJob = "downstream/state/job/0199d3a1c0de7000800000000000aaaa/job";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PORT", "eighty")]
    [InlineData("DOWNLOAD_DELAY_MIN_MS", "many")]
    [InlineData("REDIS_URL", "localhost:6379")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "nowhere")]
    public async Task A_bad_value_is_named(string name, string value)
    {
        var line = await StartBadlyAsync((name, value));

        Assert.StartsWith($"{name}={value} ", line, StringComparison.Ordinal);
        Assert.Contains("expected", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shortest_delay_above_the_longest_is_refused()
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
    public async Task An_http_origin_needs_a_url_with_a_place_for_the_file_id(string url) =>
        Assert.StartsWith("ORIGIN_URL=", await StartBadlyAsync(("ORIGIN_KIND", "http"), ("ORIGIN_URL", url)), StringComparison.Ordinal);

    [Theory]
    [InlineData("REDIS_URL", "redis://user:hunter2@127.0.0.1:6379/not-a-number")]
    [InlineData("REDIS_URL", "redis://hunter2@127.0.0.1:6379")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "nowhere?token=hunter2")]
    [InlineData("SENTRY_DSN", "https://hunter2@sentry.example/1/")]
    public async Task A_secret_in_a_bad_value_is_not_repeated(string name, string value)
    {
        var line = await StartBadlyAsync((name, value));

        Assert.StartsWith($"{name}=", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_alone_cannot_leave_the_grains_to_others() =>
        Assert.StartsWith("RUN_GRAINS=", await StartBadlyAsync(("RUN_GRAINS", "false")), StringComparison.Ordinal);

    [Fact]
    public async Task A_node_of_a_cluster_needs_a_bucket() => Assert.StartsWith(
        "S3_BUCKET_NAME=",
        await StartBadlyAsync(("REDIS_URL", "redis://127.0.0.1:1"), ("SILO_ADDRESS", "127.0.0.1"), ("RUN_GRAINS", "true")),
        StringComparison.Ordinal);

    /// <summary>The lock is one of the file that was opened: who holds it makes no difference.</summary>
    [Fact]
    public async Task A_data_folder_that_is_in_use_is_refused()
    {
        using var other = EmbeddedStore.Start(_folder.Path);

        Assert.StartsWith($"DATA_DIR={_folder.Path} ", await StartBadlyAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FirstFormsJob, "a job")]
    [InlineData("downstream/format", "2")]
    public async Task A_Redis_with_jobs_of_another_form_is_refused_and_left_as_it_is(string key, string value)
    {
        await using var redis = await RedisServer.StartNewAsync(Cancellation);
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port}");
        await connection.GetDatabase().StringSetAsync(key, value);

        var line = await StartBadlyAsync(("REDIS_URL", redis.Url), ("SILO_ADDRESS", "127.0.0.1"));

        Assert.StartsWith("REDIS_URL=", line, StringComparison.Ordinal);
        Assert.Contains(StateFormat.Expected, line, StringComparison.Ordinal);
        Assert.Equal(value, (string?)await connection.GetDatabase().StringGetAsync(key));
    }

    [Fact]
    public async Task A_data_folder_with_jobs_of_the_first_form_is_refused()
    {
        using (var store = EmbeddedStore.Start(_folder.Path))
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(store.Configuration);
            await connection.GetDatabase().StringSetAsync(FirstFormsJob, "a job");
        }

        var line = await StartBadlyAsync();

        Assert.StartsWith($"DATA_DIR={_folder.Path} ", line, StringComparison.Ordinal);
        Assert.Contains(StateFormat.Expected, line, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The reason that a gateway has for not starting. One that starts all the same runs until the limit, which is a failure.</summary>
    private async Task<string> StartBadlyAsync(params (string Name, string Value)[] settings)
    {
        string[] args =
        [
            "--environment=Production", "--Logging:LogLevel:Default=None", "--PORT=0", "--SILO_PORT=0", $"--DATA_DIR={_folder.Path}",
            .. settings.Select(setting => $"--{setting.Name}={setting.Value}"),
        ];
        var refusal = await Assert.ThrowsAsync<SettingException>(async () =>
        {
            await using var app = GatewayApplication.Build(args);
            await app.RunToExitCodeAsync().WaitAsync(Limit, Cancellation);
        });
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal.Message;
    }
}
