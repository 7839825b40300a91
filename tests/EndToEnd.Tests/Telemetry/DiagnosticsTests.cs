using System.Net;
using System.Text.Json;
using Downstream.EndToEnd.Tests.Running;

namespace Downstream.EndToEnd.Tests.Telemetry;

/// <summary>What the one process tells of itself.</summary>
public sealed class DiagnosticsTests(DiagnosticsTests.Server server) : IClassFixture<DiagnosticsTests.Server>
{
    private const string TraceId = "4af7651916cd43dd8448eb211c8031a0";
    private const int DelayMs = 8_000;

    [Fact]
    public async Task A_trace_without_a_collector_shows_where_the_time_went_also_after_a_crash()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var gateway = server.Gateway;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/download/initiate") { Content = RunningGateway.Body([70000, 70001]) };
        request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");
        using var accepted = await gateway.Http.SendAsync(request, cancellationToken);
        var job = await gateway.ReadAsync<AcceptedJob>(accepted, HttpStatusCode.Accepted, cancellationToken);

        await gateway.Process.KillAsync();
        await gateway.Process.StartAsync(cancellationToken);
        await gateway.WaitForEndAsync(job, cancellationToken);
        var text = await Poll.AnswerAsync(
            gateway.Http, $"/v1/diagnostics/traces/{TraceId}", answer => answer.Body.Contains("\"name\":\"job\"", StringComparison.Ordinal), cancellationToken);

        using var trace = JsonDocument.Parse(text);
        var spans = trace.RootElement.GetProperty("spans").EnumerateArray().ToList();
        Assert.False(trace.RootElement.GetProperty("running").GetBoolean());
        var end = Assert.Single(spans, span => Name(span) == "job");
        Assert.Equal("partially_completed", end.GetProperty("attributes").GetProperty("downstream.job.status").GetString());
        Assert.Equal(job.JobId, end.GetProperty("attributes").GetProperty("downstream.job.id").GetString());
        Assert.InRange(end.GetProperty("durationUs").GetInt64(), DelayMs * 1000L, long.MaxValue);
        Assert.Equal(2, spans.Count(span => Name(span) == "file.wait" && span.GetProperty("durationUs").GetInt64() == DelayMs * 1000L));
        Assert.Contains(spans, span => Name(span) == "file.prepare" && span.GetProperty("status").GetString() == "error");

        var line = Assert.Single(gateway.Process.Output.Lines, line => line.Contains("File 70001 failed with", StringComparison.Ordinal));
        Assert.Contains($"\"trace_id\":\"{TraceId}\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orleans_dashboard_is_for_those_on_the_machine_and_sends_no_log()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var gateway = server.Gateway;
        await Poll.AnswerAsync(gateway.Http, "/orleans/DashboardCounters", answer => answer.StatusCode == HttpStatusCode.OK, cancellationToken);
        using var log = await gateway.Http.GetAsync("/orleans/Trace", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, log.StatusCode);

        foreach (var path in new[] { "/orleans", "/orleans/", "/orleans/DashboardCounters", "/ORLEANS/DashboardCounters", "/orleans/index.css" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("X-Forwarded-For", "203.0.113.9");
            using var refused = await gateway.Http.SendAsync(request, cancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        var page = await PageAsync(null);
        Assert.SkipUnless(page.Contains("downstream-config", StringComparison.Ordinal), "The web UI was not built");
        Assert.Contains("/orleans/", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/orleans/", await PageAsync("203.0.113.9"), StringComparison.Ordinal);

        async Task<string> PageAsync(string? forwardedFor)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/status");
            request.Headers.Add("Accept", "text/html");
            if (forwardedFor is not null)
                request.Headers.Add("X-Forwarded-For", forwardedFor);
            using var page = await gateway.Http.SendAsync(request, cancellationToken);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            return WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(cancellationToken));
        }
    }

    private static string? Name(JsonElement span) => span.GetProperty("name").GetString();

    /// <summary>One process for these tests, slow enough to be killed under a job.</summary>
    public sealed class Server : IAsyncLifetime
    {
        internal RunningGateway Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Gateway = await RunningGateway.StartAsync(
            TestContext.Current.CancellationToken, ("DOWNLOAD_DELAY_MIN_MS", $"{DelayMs}"), ("DOWNLOAD_DELAY_MAX_MS", $"{DelayMs}"));

        public ValueTask DisposeAsync() => Gateway?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
