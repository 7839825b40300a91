using System.Net;
using System.Text.Json;
using Downstream.Gateway.Tests.Support;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Diagnostics.Performance;

public sealed class PerformanceTests
{
    [Fact]
    public async Task It_counts_what_was_answered_in_the_window()
    {
        await using var gateway = await TestGateway.StartAsync();
        await AskAsync(gateway, "/", HttpStatusCode.OK);
        gateway.Time.Advance(TimeSpan.FromSeconds(100));
        await AskAsync(gateway, "/", HttpStatusCode.OK);
        await AskAsync(gateway, $"/v1/download/status/{Samples.Id}", HttpStatusCode.NotFound);
        await AskAsync(gateway, "/v1/download/status/malformed", HttpStatusCode.BadRequest);
        using (var failed = await gateway.PostAsync("/v1/download/check?sentry_test=true", """{"file_id":70000}"""))
            Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);

        var minute = await ReadAsync(gateway, 60, requests: 4);
        Assert.Equal("""{"count":4,"failed":1,"clientErrors":2,"ratePerSecond":0.07,"successRate":0.75""", minute.GetProperty("requests").GetRawText().Split(",\"latencyMs")[0]);
        var status = Assert.Single(minute.GetProperty("routes").EnumerateArray(), route => route.GetProperty("route").GetString() == "/v1/download/status/{jobId}");
        Assert.Equal(("GET", 2, 2), (status.GetProperty("method").GetString(), status.GetProperty("count").GetInt32(), status.GetProperty("clientErrors").GetInt32()));
        Assert.True(status.GetProperty("latencyMs").GetProperty("p50").GetDouble() > 0);

        var series = minute.GetProperty("series");
        Assert.Equal(10, series.GetProperty("stepSeconds").GetInt32());
        Assert.Equal(["null", "null", "null", "null", "null", "4"], series.GetProperty("count").EnumerateArray().Select(count => count.GetRawText()));
        Assert.Equal("2031-05-06T07:08:50.000Z", series.GetProperty("from").GetString());
        Assert.Equal(JsonValueKind.Null, series.GetProperty("p99")[0].ValueKind);

        var longer = await ReadAsync(gateway, 300, requests: 5);
        Assert.Equal(30, longer.GetProperty("series").GetProperty("count").GetArrayLength());
        Assert.Equal(longer.GetProperty("instance").GetString(), Assert.Single(longer.GetProperty("instances").EnumerateArray()).GetProperty("instance").GetString());
        Assert.True(longer.GetProperty("process").GetProperty("workingSetBytes").GetInt64() > 0);
        Assert.Equal("2031-05-06T07:08:09.000Z", longer.GetProperty("startedAt").GetString());
    }

    [Fact]
    public async Task Without_requests_there_is_no_rate_of_success()
    {
        await using var gateway = await TestGateway.StartAsync();
        var report = await ReadAsync(gateway, 60, requests: 0);
        Assert.Equal(JsonValueKind.Null, report.GetProperty("requests").GetProperty("successRate").ValueKind);
        Assert.Equal("""{"p50":null,"p95":null,"p99":null,"max":null}""", report.GetProperty("requests").GetProperty("latencyMs").GetRawText());
        Assert.Equal("""{"p50":null,"p99":null}""", report.GetProperty("streams").GetProperty("lagMs").GetRawText());
    }

    [Fact]
    public async Task A_request_that_is_held_on_purpose_is_left_out()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Cluster.Existing(Samples.Job(JobStatus.Processing));
        using var first = await gateway.GetAsync($"/v1/download/status/{Samples.Id}");
        gateway.Cluster.WhenWatched = job => job.End();
        using var held = await gateway.GetAsync($"/v1/download/status/{Samples.Id}", ("If-None-Match", first.Header("ETag")!), ("Prefer", "wait=5"));
        Assert.Equal("wait=5", held.Header("Preference-Applied"));
        using var last = await gateway.GetAsync("/");
        var report = await ReadAsync(gateway, 60, requests: 2);
        Assert.Equal(1, report.GetProperty("routes").EnumerateArray().Single(route => route.GetProperty("route").GetString() == "/v1/download/status/{jobId}").GetProperty("count").GetInt32());
    }

    private static async Task AskAsync(TestGateway gateway, string path, HttpStatusCode status)
    {
        using var response = await gateway.GetAsync(path);
        Assert.Equal(status, response.StatusCode);
    }

    /// <summary>Reads until as many requests are counted: the server counts one only after its answer is out.</summary>
    private static async Task<JsonElement> ReadAsync(TestGateway gateway, int window, int requests)
    {
        // Within the endpoint's own rate.
        for (var asked = 1; ; asked++)
        {
            using var response = await gateway.GetAsync($"/v1/diagnostics/performance?window={window}");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var report = await response.JsonAsync();
            if (report.GetProperty("requests").GetProperty("count").GetInt32() >= requests || asked == 100)
            {
                Assert.Equal(requests, report.GetProperty("requests").GetProperty("count").GetInt32());
                return report;
            }
        }
    }
}
