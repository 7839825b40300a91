using System.Net;
using Downstream.Gateway.Tests.Support;
using Downstream.Gateway.Tests.Support.Scripts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Downstream.Gateway.Tests.Diagnostics;

public sealed class StreamReportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_operator_sees_which_streams_are_open_where_they_are_and_what_waits_for_them()
    {
        await using var gateway = await TestGateway.StartAsync();
        var job = gateway.Cluster.Existing();
        using var open = await OpenAsync(gateway, job, "stuck-1");
        await job.WatchedByAsync(1);
        gateway.Time.Advance(TimeSpan.FromSeconds(7));

        using var response = await gateway.GetAsync("/v1/diagnostics/streams");
        var report = await response.JsonAsync();

        Assert.Equal((1, 1), (report.GetProperty("openStreams").GetInt32(), report.GetProperty("openFeeds").GetInt32()));
        var stream = report.GetProperty("streams")[0];
        Assert.Equal(
            ("stuck-1", job.JobId, 7000, 1, 0),
            (stream.GetProperty("requestId").GetString(), stream.GetProperty("jobId").GetGuid(), stream.GetProperty("ageMs").GetInt64(),
                stream.GetProperty("lastId").GetInt64(), stream.GetProperty("bytesWaiting").GetInt32()));
        var feed = report.GetProperty("feeds")[0];
        Assert.Equal((job.JobId, 1, true), (feed.GetProperty("jobId").GetGuid(), feed.GetProperty("users").GetInt32(), feed.GetProperty("isRunning").GetBoolean()));
    }

    [Fact]
    public async Task It_is_private()
    {
        await using var gateway = await TestGateway.StartAsync("DIAGNOSTICS_ACCESS=off");
        using var response = await gateway.GetAsync("/v1/diagnostics/streams");
        await response.ProblemAsync(HttpStatusCode.Forbidden, "diagnostics_forbidden");
    }

    [Fact]
    public async Task What_opens_and_closes_is_logged_with_its_ids()
    {
        var logs = new RecordingLogs();
        await using var gateway = await TestGateway.StartAsync(builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Debug);
            builder.Services.AddSingleton<ILoggerProvider>(logs);
        });
        var job = gateway.Cluster.Existing();
        using (var open = await OpenAsync(gateway, job, "seen-1"))
        {
            await job.WatchedByAsync(1);
            job.End();
            await open.Content.ReadAsStringAsync(Cancellation);
        }

        foreach (var words in new[] { "Event stream seen-1 of job", "opened", "closed: Ended", "The feed of job", "stopped after event 2" })
            Assert.Contains(logs.Lines, line => line.StartsWith("Debug", StringComparison.Ordinal) && line.Contains(words, StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> OpenAsync(TestGateway gateway, ScriptedJob job, string requestId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, job.EventsPath) { Headers = { { "X-Request-ID", requestId } } };
        return await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }
}
