using System.Net;
using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Tests.Support;

namespace Downstream.Gateway.Tests.Events.Streams;

public sealed class HeadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/download/subscribe/00000000-0000-7000-8000-000000000001")]
    [InlineData("/v1/downloads/subscribe")]
    public async Task A_head_request_is_answered_like_a_get_without_a_body(string path)
    {
        await using var gateway = await TestGateway.StartLiveAsync("MAX_STREAMS_PER_CLIENT=1");
        gateway.Cluster.Existing();

        // Only one stream may be open: what is left of a request would refuse the next.
        for (var i = 0; i < 3; i++)
        {
            using var head = await HeadAsync(gateway, path);
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancellation));
            if (i < 2)
                continue;

            using var reader = await gateway.OpenStreamAsync(path);
            Assert.Equal(HttpStatusCode.OK, reader.Status);
            Assert.Equal(HeadersOf(reader.Response), HeadersOf(head));
            Assert.NotNull(await reader.NextBlockAsync());
            Assert.Equal(1, gateway.Streams.Count);
        }
    }

    [Fact]
    public async Task A_head_request_does_not_hold_on_to_the_job()
    {
        await using var gateway = await TestGateway.StartLiveAsync<FeedOptions>(options => options.MaxFeeds = 1);
        using var head = await HeadAsync(gateway, gateway.Cluster.Existing().EventsPath);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);

        using var other = await gateway.SubscribeAsync(gateway.Cluster.Existing());
        Assert.Equal(HttpStatusCode.OK, other.Status);
    }

    [Fact]
    public async Task A_head_request_is_refused_like_a_get()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        var last = job.End();

        using var missing = await HeadAsync(gateway, gateway.Cluster.Missing().EventsPath);
        using var malformed = await HeadAsync(gateway, "/v1/download/subscribe/nonsense");
        using var past = await HeadAsync(gateway, $"{job.EventsPath}?lastEventId={last}");
        Assert.Equal(
            (HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.NoContent),
            (missing.StatusCode, malformed.StatusCode, past.StatusCode));
    }

    private static Task<HttpResponseMessage> HeadAsync(TestGateway gateway, string path) =>
        gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, new Uri(gateway.Address, path)), Cancellation);

    private static List<string> HeadersOf(HttpResponseMessage response) =>
    [
        .. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Connection"))
            .Select(header => IsOfOneRequest(header.Key) ? header.Key : $"{header.Key}: {header.Value}")
            .Order(StringComparer.Ordinal),
    ];

    private static bool IsOfOneRequest(string header) =>
        header is "X-Request-ID" or "X-Trace-ID" || header.StartsWith("RateLimit", StringComparison.Ordinal);
}
