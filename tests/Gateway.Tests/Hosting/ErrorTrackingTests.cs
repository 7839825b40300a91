using System.Net;
using System.Text.Json.Nodes;
using Downstream.Gateway.Tests.Support;
using Downstream.Silo.Hosting.Telemetry;

namespace Downstream.Gateway.Tests.Hosting;

[Collection(SentryIngest.Users)]
public sealed class ErrorTrackingTests
{
    [Fact]
    public async Task An_unexpected_error_is_reported_once_and_without_secrets()
    {
        await using var ingest = await SentryIngest.StartAsync("/v1/download/check");
        await using (var gateway = await TestGateway.StartAsync($"SENTRY_DSN={ingest.Dsn}"))
        {
            using var refused = await gateway.PostAsync("/v1/download/check", "{not json");
            using var large = await gateway.PostAsync("/v1/download/check", new string(' ', 1024 * 1024 + 1), ("Expect", "100-continue"));
            using var failed = await gateway.PostAsync(
                "/v1/download/check?sentry_test=true&signature=s3cret-query", """{"file_id":70000,"note":"s3cret-body"}""",
                ("Cookie", "client_id=s3cret-cookie"), ("X-Client-ID", "s3cret-client"), ("Authorization", "Bearer s3cret-token"));
            await refused.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
            await large.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "payload_too_large");
            await failed.ProblemAsync(HttpStatusCode.InternalServerError, "internal_error");
            await ingest.First.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            await SentrySdk.FlushAsync(TimeSpan.FromSeconds(60));
        }

        var report = Assert.Single(ingest.Events);
        Assert.Contains("Sentry test error", report);
        Assert.DoesNotContain("s3cret", report);
    }

    [Fact]
    public async Task A_report_belongs_to_its_trace_and_the_log_of_errors_knows_it()
    {
        await using var ingest = await SentryIngest.StartAsync("/v1/download/check");
        await using var gateway = await TestGateway.StartAsync($"SENTRY_DSN={ingest.Dsn}", "SENTRY_URL=https://acme.sentry.example/");
        const string TraceId = "2af7651916cd43dd8448eb211c80319e";
        using var failed = await gateway.PostAsync(
            "/v1/download/check?sentry_test=true", """{"file_id":70000}""", ("traceparent", $"00-{TraceId}-b7ad6b7169203331-01"), ("X-Request-ID", "request-1"));
        await ingest.First.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        var report = JsonNode.Parse(Assert.Single(ingest.Events).Split('\n').Single(line => line.Contains("\"event_id\"", StringComparison.Ordinal) && line.Contains("\"platform\"", StringComparison.Ordinal)))!;
        var tags = report["tags"]!;
        Assert.Equal((TraceId, "request-1", "internal_error", "/v1/download/check"), ((string)tags["trace_id"]!, (string)tags["request_id"]!, (string)tags["code"]!, (string)tags["route"]!));
        Assert.Equal(TraceId, (string)report["contexts"]!["trace"]!["trace_id"]!);

        using var log = await gateway.GetAsync("/v1/diagnostics/errors");
        var error = Assert.Single((await log.JsonAsync()).GetProperty("items").EnumerateArray());
        Assert.Equal((string)report["event_id"]!, error.GetProperty("sentryEventId").GetString());
        Assert.Equal($"https://acme.sentry.example/issues/?query={(string)report["event_id"]!}", error.GetProperty("sentryUrl").GetString());
    }

    [Fact]
    public async Task An_outage_that_passes_is_no_error()
    {
        await using var ingest = await SentryIngest.StartAsync("/v1/download/");
        await using (var gateway = await TestGateway.StartAsync($"SENTRY_DSN={ingest.Dsn}"))
        {
            gateway.Cluster.Failure = new TimeoutException();
            using var away = await gateway.GetAsync($"/v1/download/status/{Samples.Id}");
            await away.ProblemAsync(HttpStatusCode.ServiceUnavailable, "cluster_unavailable");
            gateway.Cluster.Failure = null;
            using var failed = await gateway.PostAsync("/v1/download/check?sentry_test=true", """{"file_id":70000}""");
            await ingest.First.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            await SentrySdk.FlushAsync(TimeSpan.FromSeconds(60));
        }

        Assert.DoesNotContain(ingest.Events, report => report.Contains("TimeoutException", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET https://store/a.zip?X-Amz-Signature=abc&x=1 failed", "GET https://store/a.zip?… failed")]
    [InlineData("/v1/objects/downloads/1.zip?expires=1&signature=x", "/v1/objects/downloads/1.zip?…")]
    [InlineData("GET https://store/a?name=it's.zip&signature=x failed", "GET https://store/a?… failed")]
    [InlineData("Is this so? Yes=no", "Is this so? Yes=no")]
    [InlineData("plain", "plain")]
    public void A_text_loses_the_queries_in_it(string text, string clean) => Assert.Equal(clean, ErrorReporter.WithoutQueries(text));

    [Fact]
    public void A_text_of_question_marks_takes_no_time() => Assert.Equal(200_000, ErrorReporter.WithoutQueries(new string('?', 200_000)).Length);
}
