using System.Text.Json;
using Downstream.Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Downstream.Gateway.Tests.Diagnostics.Errors;

public sealed partial class ErrorsTests
{
    [Fact]
    public async Task A_failed_request_is_in_the_log_with_all_that_leads_to_it()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var failed = await gateway.PostAsync("/v1/download/check?sentry_test=true", """{"file_id":70000}""");

        var error = Assert.Single(await ItemsAsync(gateway));
        Assert.Equal("error", error.GetProperty("level").GetString());
        Assert.Equal("gateway", error.GetProperty("source").GetString());
        Assert.Equal("Downstream.Gateway.Http.Problems.SentryTestException", error.GetProperty("type").GetString());
        Assert.Equal("internal_error", error.GetProperty("code").GetString());
        Assert.Equal("POST", error.GetProperty("method").GetString());
        Assert.Equal("/v1/download/check", error.GetProperty("route").GetString());
        Assert.Equal(500, error.GetProperty("status").GetInt32());
        Assert.Equal(failed.Header("X-Request-ID"), error.GetProperty("requestId").GetString());
        Assert.Equal(failed.Header("X-Trace-ID"), error.GetProperty("traceId").GetString());
        Assert.Equal(JsonValueKind.Null, error.GetProperty("sentryEventId").ValueKind);
        Assert.DoesNotContain(" at ", error.GetRawText());
    }

    [Fact]
    public async Task An_error_in_a_grain_is_the_silos_and_names_its_job_and_file()
    {
        await using var gateway = await TestGateway.StartAsync();
        var log = gateway.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Downstream.Grains.Files.FileGrain");
        LogBroken(log, new IOException($"https://store/a.zip?X-Amz-Signature=s3cret {new string('x', 400)}"), Samples.JobId, 70000);
        LogWarned(log);

        var error = Assert.Single(await ItemsAsync(gateway));
        Assert.Equal("silo", error.GetProperty("source").GetString());
        Assert.Equal(Samples.Id, error.GetProperty("jobId").GetString());
        Assert.Equal(70000, error.GetProperty("fileId").GetInt32());
        Assert.Equal(300, error.GetProperty("message").GetString()!.Length);
        Assert.DoesNotContain("s3cret", error.GetRawText());
    }

    private static async Task<IReadOnlyList<JsonElement>> ItemsAsync(TestGateway gateway)
    {
        using var response = await gateway.GetAsync("/v1/diagnostics/errors");
        var list = await response.JsonAsync();
        Assert.Equal(200, list.GetProperty("capacity").GetInt32());
        return [.. list.GetProperty("items").EnumerateArray()];
    }

    [LoggerMessage(1, LogLevel.Error, "Job {JobId}, file {FileId} broke")]
    private static partial void LogBroken(ILogger logger, Exception exception, Guid jobId, int fileId);

    [LoggerMessage(2, LogLevel.Warning, "Only a warning")]
    private static partial void LogWarned(ILogger logger);

}
