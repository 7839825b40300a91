using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Downstream.Gateway.Events;
using Downstream.Gateway.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Downstream.Gateway.Tests.Events;

/// <summary>An EventSource gives up for good at any status but 200.</summary>
public sealed partial class ComeBackTests
{
    private const string All = "/v1/downloads/subscribe";

    private static readonly string One = $"/v1/download/subscribe/{EventHost.JobId(1)}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("MAX_STREAMS=1", HttpStatusCode.ServiceUnavailable, "cluster_unavailable")]
    [InlineData("MAX_STREAMS_PER_CLIENT=1", HttpStatusCode.TooManyRequests, "rate_limited")]
    public async Task A_stream_that_comes_back_and_finds_no_place_is_told_when_to_try_again(string setting, HttpStatusCode status, string code)
    {
        var job = new ScriptedJob(EventHost.JobId(1));
        await using var gateway = await StartAsync(new JobGrains(_ => job, _ => new ScriptedClient()), _ => { }, setting);
        using var open = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, One), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);

        await IsSentAwayAsync(gateway, One, status, code);
        await IsSentAwayAsync(gateway, All, status, code);
    }

    [Fact]
    public async Task So_it_is_when_its_job_does_not_answer_in_time()
    {
        var job = new ScriptedJob(EventHost.JobId(1)) { Gate = new TaskCompletionSource().Task };
        await using var gateway = await StartAsync(new JobGrains(_ => job, _ => new ScriptedClient()), options => options.OpenLimit = TimeSpan.Zero);
        await IsSentAwayAsync(gateway, One, HttpStatusCode.ServiceUnavailable, "cluster_unavailable");
    }

    [Fact]
    public async Task So_it_is_when_there_is_no_silo()
    {
        await using var gateway = await StartAsync(new JobGrains(_ => throw new SiloUnavailableException(), _ => throw new SiloUnavailableException()), _ => { });
        await IsSentAwayAsync(gateway, One, HttpStatusCode.ServiceUnavailable, "cluster_unavailable");
        await IsSentAwayAsync(gateway, All, HttpStatusCode.ServiceUnavailable, "cluster_unavailable");
    }

    [Fact]
    public async Task So_it_is_when_the_process_watches_as_many_jobs_as_it_may()
    {
        await using var gateway = await StartAsync(
            new JobGrains(id => new ScriptedJob(id), _ => new ScriptedClient()), options => options.MaxFeeds = 1);
        using var open = await gateway.Client.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, $"/v1/download/subscribe/{EventHost.JobId(2)}"), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);

        await IsSentAwayAsync(gateway, One, HttpStatusCode.ServiceUnavailable, "cluster_unavailable");
    }

    [Fact]
    public async Task So_it_is_when_the_process_stops()
    {
        await using var host = await EventHost.StartAsync();
        host.Job();
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        using var back = await host.SubscribeAsync(lastEventId: "1");
        Assert.Equal(HttpStatusCode.OK, back.Status);
        Assert.Matches(ComeBack(), await back.RestAsync());
        using var first = await host.SubscribeAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.Status);
    }

    [Fact]
    public async Task They_do_not_all_come_back_at_once()
    {
        await using var gateway = await StartAsync(new JobGrains(_ => throw new SiloUnavailableException(), _ => throw new SiloUnavailableException()), _ => { });
        var waits = new HashSet<int>();
        for (var i = 0; i < 100; i++)
            waits.Add(await WaitAsync(gateway, One));

        Assert.InRange(waits.Count, 50, 100);
        Assert.All(waits, wait => Assert.InRange(wait, 5000, 15000));
    }

    [Fact]
    public async Task What_does_not_pass_is_said_as_it_is()
    {
        var job = new ScriptedJob(EventHost.JobId(1)) { View = null };
        await using var gateway = await StartAsync(new JobGrains(_ => job, _ => throw new InvalidOperationException("the bug")), _ => { });
        using var missing = await gateway.GetAsync(One, ("Last-Event-ID", "1"));
        await missing.ProblemAsync(HttpStatusCode.NotFound, "job_not_found");
        using var malformed = await gateway.GetAsync("/v1/download/subscribe/nonsense", ("Last-Event-ID", "1"));
        await malformed.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
        using var bug = await gateway.GetAsync(All, ("Last-Event-ID", "1"));
        await bug.ProblemAsync(HttpStatusCode.InternalServerError, "internal_error");
    }

    [Fact]
    public async Task A_client_that_went_away_is_told_nothing()
    {
        var context = new DefaultHttpContext { RequestAborted = new CancellationToken(canceled: true) };
        context.Request.Method = HttpMethods.Get;
        context.Request.Headers["Last-Event-ID"] = "1";
        var filter = new ComeBackLater(NullLogger<ComeBackLater>.Instance);
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
            await filter.InvokeAsync(new DefaultEndpointFilterInvocationContext(context), _ => throw new OperationCanceledException()));
    }

    private static async Task IsSentAwayAsync(TestGateway gateway, string path, HttpStatusCode status, string code)
    {
        Assert.InRange(await WaitAsync(gateway, path), 5000, 15000);

        using var first = await gateway.GetAsync(path);
        await first.ProblemAsync(status, code);
        Assert.NotNull(first.Header("Retry-After"));
        using var byQuery = await gateway.GetAsync($"{path}?lastEventId=1");
        await byQuery.ProblemAsync(status, code);
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

    private static Task<TestGateway> StartAsync(JobGrains grains, Action<EventStreamOptions> configure, params string[] settings) => TestGateway.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton(grains);
            builder.Services.Configure(configure);
        },
        settings);

    [GeneratedRegex(@"\Aretry: (\d+)\n\n\z")]
    private static partial Regex ComeBack();
}
