using System.Net;
using Downstream.Gateway.Tests.Support;
using Downstream.Grains.Abstractions.Files;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Downstream.Gateway.Tests.Files;

public sealed class CheckTests
{
    [Fact]
    public async Task The_answer_is_exactly_this()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Cluster.Files.Availability = new FileAvailability(true, "downloads/70000.zip", 1234);
        using var found = await gateway.PostAsync("/v1/download/check", """{"file_id":70000}""");
        Assert.Equal("""{"file_id":70000,"available":true,"s3Key":"downloads/70000.zip","size":1234}""", await found.TextAsync());
        Assert.Equal(70000, gateway.Cluster.Files.LastAsked);

        gateway.Cluster.Files.Availability = new FileAvailability(false, "leftover", 1);
        using var missing = await gateway.PostAsync("/v1/download/check", """{"file_id":70001}""");
        Assert.Equal("""{"file_id":70001,"available":false,"s3Key":null,"size":null}""", await missing.TextAsync());
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task An_error_that_is_asked_for_says_so(string environment)
    {
        await using var gateway = await TestGateway.StartAsync($"environment={environment}");
        using var response = await gateway.PostAsync("/v1/download/check?sentry_test=true", """{"file_id":70000}""");
        var problem = await response.ProblemAsync(HttpStatusCode.InternalServerError, "internal_error");
        Assert.Equal("Internal Server Error", problem.GetProperty("error").GetString());
        Assert.StartsWith("Sentry test error", problem.GetProperty("message").GetString());
    }

    [Fact]
    public async Task An_error_is_not_to_be_had_where_that_is_switched_off()
    {
        await using var gateway = await TestGateway.StartAsync("SENTRY_TEST_ENABLED=false");
        using var response = await gateway.PostAsync("/v1/download/check?sentry_test=true", """{"file_id":70000}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(FileErrors.OriginUnavailable, "The origin of the files does not answer. Try again shortly.")]
    [InlineData(FileErrors.StorageUnavailable, "The object store does not answer. Try again shortly.")]
    public async Task Who_does_not_answer_is_unavailable_for_a_while(string error, string detail)
    {
        var logs = new RecordingLogs();
        await using var gateway = await TestGateway.StartAsync(builder => builder.Services.AddSingleton<ILoggerProvider>(logs));
        gateway.Cluster.Files.Availability = new FileAvailability(false, null, null, error);

        using var response = await gateway.PostAsync("/v1/download/check", """{"file_id":70000}""");

        var problem = await response.ProblemAsync(HttpStatusCode.ServiceUnavailable, "storage_unavailable");
        Assert.Equal(detail, problem.GetProperty("detail").GetString());
        Assert.Equal("2", response.Header("Retry-After"));
        Assert.DoesNotContain(logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }
}
