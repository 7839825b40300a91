using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes.Proxies;
using Downstream.Testing.Streams;

namespace Downstream.EndToEnd.Tests.Proxies;

/// <summary>
/// The service behind proxies with the very configurations that are shipped. <c>PROXY_SECONDS=180</c> makes the streams
/// three minutes long.
/// </summary>
public sealed class ProxyTests(ProxiedService service) : IClassFixture<ProxiedService>
{
    private const int Files = 40;
    private const int StreamsEach = 3;

    private static readonly string[] Programs = ["nginx", "caddy", "haproxy"];

    private static readonly TimeSpan LagGoal = TimeSpan.FromMilliseconds(200);

    /// <summary>The goal, and what a busy machine may add to it; what is held back by a proxy comes in seconds.</summary>
    private static readonly TimeSpan LagHeld = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = ProxiedService.LongestDelay + TimeSpan.FromSeconds(60);

    [Fact]
    public Task A_stream_passes_event_by_event() => OutcomeAsync(nameof(A_stream_passes_event_by_event));

    [Fact]
    public Task Start_is_answered_by_the_gateway_and_never_by_a_timeout_before_it() =>
        OutcomeAsync(nameof(Start_is_answered_by_the_gateway_and_never_by_a_timeout_before_it));

    [Fact]
    public Task A_reload_of_nginx_costs_a_reconnect_and_nothing_else() => OutcomeAsync(nameof(A_reload_of_nginx_costs_a_reconnect_and_nothing_else));

    /// <summary>
    /// What one of the tests came to that wait the longest delay out and harm nothing: whichever is the first has them all run
    /// beside each other, to the end, since the test after it may kill a gateway.
    /// </summary>
    private async Task OutcomeAsync(string test)
    {
        await service.WholeAsync(TestContext.Current.CancellationToken);
        var together = service.Together ??= new Dictionary<string, Task>
        {
            [nameof(A_stream_passes_event_by_event)] = Task.WhenAll([PassAsync("nginx", http2: true), .. Programs.Select(program => PassAsync(program, http2: false))]),
            [nameof(Start_is_answered_by_the_gateway_and_never_by_a_timeout_before_it)] = Task.WhenAll(Programs.Select(StartFilesAsync)),
            [nameof(A_reload_of_nginx_costs_a_reconnect_and_nothing_else)] = ReloadAsync(),
        };
        await Task.WhenAll(together.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await together[test];
    }

    private async Task PassAsync(string program, bool http2)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var proxy = await StartAsync(program, cancellationToken);
        using var http = ProxiedService.Client(http2 ? ((NginxProcess)proxy).TlsAddress : proxy.BaseAddress, http2);
        var job = await ProxiedService.InitiateAsync(http, Files, cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);

        using var stream = await EventReader.OpenAsync(http, job.EventsPath, null, limit.Token);
        var (lags, last) = (new List<TimeSpan>(), "");
        await foreach (var received in stream.ReadAsync(limit.Token))
        {
            // The first tells how things stand; from then on an event is news.
            if (received.Type is "file" or "progress")
                lags.Add(TimeProvider.System.GetUtcNow() - received.Json.GetProperty("time").GetDateTimeOffset());

            last = received.Type;
        }

        Figures.Report(
            $"{program}{(http2 ? " (HTTP/2)" : "")}: {lags.Count} events over {ProxiedService.LongestDelay.TotalSeconds} s, " +
            $"the latest {lags.Max().TotalMilliseconds:F0} ms after it happened{Figures.Against(lags.Max(), LagGoal)}");
        Assert.Equal("completed", last);
        Assert.True(lags.Count > Files, $"{lags.Count} events came");
        Assert.True(lags.Max() < LagHeld, $"an event came {lags.Max().TotalMilliseconds:F0} ms after it happened");
        Assert.Empty(stream.Response.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task A_stream_goes_on_at_the_other_gateway_with_its_last_id()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var cluster = await service.WholeAsync(cancellationToken);
        await using var nginx = await StartAsync("nginx", cancellationToken);
        await using var caddy = await StartAsync("caddy", cancellationToken);
        await using var haproxy = await StartAsync("haproxy", cancellationToken);
        var clients = new[] { nginx, caddy, haproxy }.Select(proxy => ProxiedService.Client(proxy.BaseAddress)).ToList();
        var watchers = new List<List<EventStreamClient>>();
        foreach (var http in clients)
        {
            // As many that each gateway has some of them.
            watchers.Add([]);
            for (var i = 0; i < StreamsEach; i++)
            {
                var job = await ProxiedService.InitiateAsync(http, Files, cancellationToken);
                watchers[^1].Add(new EventStreamClient(http, job.EventsPath));
                watchers[^1][^1].StartAtTheBeginning();
            }
        }

        var all = watchers.SelectMany(watchers => watchers).ToList();
        await Task.WhenAll(all.Select(watcher => watcher.WaitForAsync(HasFiles(3), Limit, cancellationToken)));
        await cluster.Gateways[0].KillAsync();
        await Task.WhenAll(all.Select(watcher => watcher.WaitForEndAsync(Limit, cancellationToken)));
        await cluster.RestoreAsync(cancellationToken);

        // One that stayed where it was has its stream, and the 204 after the end.
        Assert.All(watchers, ofProxy => Assert.Contains(ofProxy, watcher => watcher.Connections > 2));
        Assert.All(all, watcher => AssertWhole(watcher.Events));
        foreach (var watcher in all)
            await watcher.DisposeAsync();

        clients.ForEach(http => http.Dispose());
    }

    private async Task StartFilesAsync(string program)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var proxy = await StartAsync(program, cancellationToken);
        using var http = ProxiedService.Client(proxy.BaseAddress);

        var watch = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            using var answer = await http.PostAsJsonAsync("/v1/download/start", new { file_id = ProxiedService.NextFile() }, cancellationToken);
            return answer.StatusCode;
        }));

        Assert.All(answers, status => Assert.Contains(status, new[] { HttpStatusCode.OK, HttpStatusCode.Accepted }));
        Figures.Report($"{program}: {answers.Length} start, {answers.Count(status => status == HttpStatusCode.Accepted)} of them held to the end, {watch.Elapsed.TotalSeconds:F1} s");
    }

    private async Task ReloadAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var proxy = await StartAsync("nginx", cancellationToken);
        using var http = ProxiedService.Client(proxy.BaseAddress);
        var job = await ProxiedService.InitiateAsync(http, Files, cancellationToken);
        await using var watcher = new EventStreamClient(http, job.EventsPath);
        watcher.StartAtTheBeginning();
        await watcher.WaitForAsync(HasFiles(1), Limit, cancellationToken);

        proxy.Reload();
        await Poll.UntilAsync(
            async () =>
            {
                using var answer = await http.GetAsync(job.StatusPath, cancellationToken);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                return watcher.Connections > 1 || watcher.HasEnded;
            },
            Limit,
            cancellationToken);
        await watcher.WaitForEndAsync(Limit, cancellationToken);

        // The stream, its one reconnect, and the 204 after the end.
        Assert.Equal(3, watcher.Connections);
        AssertWhole(watcher.Events);
    }

    private Task<ProxyProcess> StartAsync(string program, CancellationToken cancellationToken) =>
        ProxyProcess.StartNewAsync(program, [.. service.Gateways], cancellationToken);

    private static Func<IReadOnlyList<StreamEvent>, bool> HasFiles(int count) => events => events.Count(e => e.Type == "file") >= count;

    private static void AssertWhole(IReadOnlyList<StreamEvent> events)
    {
        Assert.Equal("completed", events[^1].Type);
        Assert.Equal(
            Files,
            events.Where(e => e.Type == "file").Select(e => e.Json.GetProperty("file_id").GetInt32()).Distinct().Count());
        Assert.Equal(Files, events.Count(e => e.Type == "file"));
    }
}
