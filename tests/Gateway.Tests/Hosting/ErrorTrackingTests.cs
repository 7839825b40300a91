using System.Net;
using Downstream.Gateway.Hosting;
using Downstream.Gateway.Tests.Support;

namespace Downstream.Gateway.Tests.Hosting;

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
        Assert.Contains("This error was asked for", report);
        Assert.DoesNotContain("s3cret", report);
    }

    [Theory]
    [InlineData("GET https://store/a.zip?X-Amz-Signature=abc&x=1 failed", "GET https://store/a.zip?… failed")]
    [InlineData("/v1/objects/downloads/1.zip?expires=1&signature=x", "/v1/objects/downloads/1.zip?…")]
    [InlineData("Is this so? Yes=no", "Is this so? Yes=no")]
    [InlineData("plain", "plain")]
    public void A_text_loses_the_queries_in_it(string text, string clean) => Assert.Equal(clean, ErrorTracking.WithoutQueries(text));
}
