using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Downstream.Gateway.Tests.Events.Streams;

/// <summary>An EventSource gives up for good at any status but 200.</summary>
public sealed partial class ComeBackTests
{
    private const string All = "/v1/downloads/subscribe";

    [Theory]
    [InlineData("MAX_STREAMS=1", HttpStatusCode.ServiceUnavailable, "cluster_unavailable")]
    [InlineData("MAX_STREAMS_PER_CLIENT=1", HttpStatusCode.TooManyRequests, "rate_limited")]
    public async Task A_stream_that_comes_back_and_finds_no_place_is_told_when_to_try_again(string setting, HttpStatusCode status, string code)
    {
        await using var gateway = await TestGateway.StartAsync(setting);
        var job = gateway.Cluster.Existing();
        using var open = await gateway.SubscribeAsync(job);
        Assert.Equal(HttpStatusCode.OK, open.Status);

        await IsSentAwayAsync(gateway, job.EventsPath, status, code);
        await IsSentAwayAsync(gateway, All, status, code);
    }

    [Fact]
    public async Task So_it_is_when_its_job_does_not_answer_in_time()
    {
        await using var gateway = await TestGateway.StartAsync<FeedOptions>(options => options.OpenLimit = TimeSpan.Zero);
        var job = gateway.Cluster.Existing();
        job.Gate = new TaskCompletionSource().Task;
        await IsSentAwayAsync(gateway, job.EventsPath, HttpStatusCode.ServiceUnavailable, "cluster_unavailable");
    }

    [Fact]
    public async Task So_it_is_when_there_is_no_silo()
    {
        await using var gateway = await TestGateway.StartAsync();
        var job = gateway.Cluster.Existing();
        gateway.Cluster.Failure = new SiloUnavailableException();
        await IsSentAwayAsync(gateway, job.EventsPath, HttpStatusCode.ServiceUnavailable, "cluster_unavailable");
        await IsSentAwayAsync(gateway, All, HttpStatusCode.ServiceUnavailable, "cluster_unavailable");
    }

    [Fact]
    public async Task So_it_is_when_the_process_watches_as_many_jobs_as_it_may()
    {
        await using var gateway = await TestGateway.StartAsync<FeedOptions>(options => options.MaxFeeds = 1);
        var job = gateway.Cluster.Existing();
        using var open = await gateway.SubscribeAsync(gateway.Cluster.Existing());
        Assert.Equal(HttpStatusCode.OK, open.Status);

        await IsSentAwayAsync(gateway, job.EventsPath, HttpStatusCode.ServiceUnavailable, "cluster_unavailable");
    }

    [Fact]
    public async Task So_it_is_when_the_process_stops()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        gateway.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        using var back = await gateway.SubscribeAsync(job, lastEventId: "1");
        Assert.Equal(HttpStatusCode.OK, back.Status);
        Assert.Matches(ComeBack(), await back.RestAsync());
        using var first = await gateway.SubscribeAsync(job);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.Status);
    }

    [Fact]
    public async Task They_do_not_all_come_back_at_once()
    {
        await using var gateway = await TestGateway.StartAsync();
        var job = gateway.Cluster.Existing();
        gateway.Cluster.Failure = new SiloUnavailableException();
        var waits = new HashSet<int>();
        for (var i = 0; i < 100; i++)
            waits.Add(await WaitAsync(gateway, job.EventsPath));

        Assert.InRange(waits.Count, 50, 100);
        Assert.All(waits, wait => Assert.InRange(wait, 5000, 15000));
    }

    [Fact]
    public async Task What_does_not_pass_is_said_as_it_is()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var missing = await gateway.GetAsync(gateway.Cluster.Missing().EventsPath, ("Last-Event-ID", "1"));
        await missing.ProblemAsync(HttpStatusCode.NotFound, "job_not_found");
        using var malformed = await gateway.GetAsync("/v1/download/subscribe/nonsense", ("Last-Event-ID", "1"));
        await malformed.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
        using var otherSite = await gateway.GetAsync(All, ("Last-Event-ID", "1"), ("Sec-Fetch-Site", "cross-site"));
        await otherSite.ProblemAsync(HttpStatusCode.Forbidden, "cross_site");
    }

    [Fact]
    public async Task A_bug_does_not_end_it_either()
    {
        await using var gateway = await TestGateway.StartAsync();
        var job = gateway.Cluster.Existing();
        gateway.Cluster.Failure = new InvalidOperationException("the bug");
        await IsSentAwayAsync(gateway, job.EventsPath, HttpStatusCode.InternalServerError, "internal_error", saysWhen: false);
    }

    [Fact]
    public async Task So_it_is_when_the_rate_limit_is_used_up_and_its_wait_is_the_limit_s()
    {
        await using var gateway = await TestGateway.StartAsync("RATE_LIMIT_MAX_REQUESTS=1", "MAX_STREAMS_PER_CLIENT=1", "RATE_LIMIT_WINDOW_MS=60000");
        var job = gateway.Cluster.Existing();
        using var used = await gateway.GetAsync("/v1/downloads");
        using var first = await gateway.GetAsync(job.EventsPath);
        await first.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");

        // A stream was counted when it opened: ten times it comes back without being counted again.
        using var open = await gateway.SubscribeAsync(job, lastEventId: "1");
        Assert.Equal("0", open.Response.Header("RateLimit-Remaining"));
        for (var time = 0; time < 9; time++)
            Assert.InRange(await WaitAsync(gateway, job.EventsPath), 5000, 20_000);

        Assert.InRange(await WaitAsync(gateway, job.EventsPath), 60_000, 70_000);
    }

    [Fact]
    public async Task So_it_is_when_the_name_that_it_asks_for_is_not_answered()
    {
        await using var gateway = await TestGateway.StartAsync("HOSTS=downloads.example.com");
        var job = gateway.Cluster.Existing();
        await IsSentAwayAsync(gateway, job.EventsPath, HttpStatusCode.BadRequest, "invalid_request", saysWhen: false);
    }

    private static async Task IsSentAwayAsync(TestGateway gateway, string path, HttpStatusCode status, string code, bool saysWhen = true)
    {
        Assert.InRange(await WaitAsync(gateway, path), 5000, 20_000);

        using var first = await gateway.GetAsync(path);
        await first.ProblemAsync(status, code);
        Assert.Equal(saysWhen, first.Header("Retry-After") is not null);
        using var byQuery = await gateway.GetAsync($"{path}?lastEventId=1");
        Assert.Matches(ComeBack(), await byQuery.TextAsync());
        using var head = await gateway.SendAsync(HttpMethod.Head, path, null, ("Last-Event-ID", "1"));
        Assert.Equal(status, head.StatusCode);
    }

    /// <summary>What an EventSource that comes back is told to wait, in milliseconds.</summary>
    private static async Task<int> WaitAsync(TestGateway gateway, string path)
    {
        using var response = await gateway.GetAsync(path, ("Last-Event-ID", "1"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Header("Content-Type"));
        Assert.Equal("no-cache, no-store, no-transform", response.Headers.NonValidated["Cache-Control"].ToString());
        Assert.Equal("no", response.Header("X-Accel-Buffering"));
        var match = ComeBack().Match(await response.TextAsync());
        Assert.True(match.Success);
        return int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\Aretry: (\d+)\n\n\z")]
    private static partial Regex ComeBack();
}
