using System.Diagnostics;
using System.Net;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Streams;

namespace Downstream.EndToEnd.Tests;

/// <summary>A hundred people behind one address, with the limits that the service has by default.</summary>
public sealed class OfficeTests
{
    private const int People = 100;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Their_streams_and_pages_all_come_back_when_the_gateway_restarts()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var gateway = await RunningGateway.StartAsync(
            cancellationToken,
            ("RATE_LIMIT_MAX_REQUESTS", "100"),
            ("MAX_STREAMS_PER_CLIENT", "100"),
            ("DOWNLOAD_DELAY_MIN_MS", "15000"),
            ("DOWNLOAD_DELAY_MAX_MS", "25000"));
        var job = await gateway.InitiateAsync([70000], cancellationToken);
        var streams = Enumerable.Range(0, People).Select(_ => new EventStreamClient(gateway.Http, job.EventsPath)).ToList();
        try
        {
            // Each was open before, or it would count as a request.
            foreach (var stream in streams)
                stream.StartAtTheBeginning();

            await Task.WhenAll(streams.Select(stream => stream.WaitForAsync(events => events.Count > 0, Limit, cancellationToken)));
            await gateway.Process.KillAsync();
            await gateway.Process.StartAsync(cancellationToken);
            var restarted = Stopwatch.GetTimestamp();

            // A page asks for its caller's list when it is loaded again.
            var pages = await Task.WhenAll(Enumerable.Range(0, People).Select(_ => PageAsync(gateway, cancellationToken)));
            await Task.WhenAll(streams.Select(stream => stream.WaitForAsync(_ => stream.Connections > 1, Limit, cancellationToken)));
            Figures.Report($"office: {People} streams and {People} pages of one address back {Stopwatch.GetElapsedTime(restarted).TotalSeconds:F1} s after a restart");

            Assert.All(pages, status => Assert.Equal(HttpStatusCode.OK, status));
            await Task.WhenAll(streams.Select(stream => stream.WaitForEndAsync(Limit, cancellationToken)));
            Assert.All(streams, stream => Assert.Equal(["file", "completed"], stream.Events.Where(e => e.IsDurable).Select(e => e.Type)));
        }
        finally
        {
            foreach (var stream in streams)
                await stream.DisposeAsync();
        }
    }

    private static async Task<HttpStatusCode> PageAsync(RunningGateway gateway, CancellationToken cancellationToken)
    {
        using var answer = await gateway.Http.GetAsync(new Uri("/v1/downloads", UriKind.Relative), cancellationToken);
        return answer.StatusCode;
    }
}
