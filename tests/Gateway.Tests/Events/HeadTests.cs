using System.Net;
using Downstream.Gateway.Events.Feeds;

namespace Downstream.Gateway.Tests.Events;

public sealed class HeadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/download/subscribe/00000000-0000-7000-8000-000000000001")]
    [InlineData("/v1/downloads/subscribe")]
    public async Task A_head_request_is_answered_like_a_get_without_a_body(string path)
    {
        await using var host = await EventHost.StartAsync("MAX_STREAMS_PER_CLIENT=1");
        host.Job();

        // Only one stream may be open: what is left of a request would refuse the next.
        for (var i = 0; i < 3; i++)
        {
            using var head = await HeadAsync(host, path);
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancellation));
            if (i < 2)
                continue;

            using var reader = await EventReader.OpenAsync(host, path, null);
            Assert.Equal(HttpStatusCode.OK, reader.Status);
            Assert.Equal(HeadersOf(reader.Response), HeadersOf(head));
            Assert.NotNull(await reader.NextAsync());
            Assert.Equal(1, host.Streams.Count);
        }
    }

    [Fact]
    public async Task A_head_request_does_not_hold_on_to_the_job()
    {
        await using var host = await EventHost.StartAsync<FeedOptions>(options => options.MaxFeeds = 1);
        host.Job(1);
        host.Job(2);
        using var head = await HeadAsync(host, $"/v1/download/subscribe/{EventHost.JobId(1)}");
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);

        using var other = await host.SubscribeAsync(2);
        Assert.Equal(HttpStatusCode.OK, other.Status);
    }

    [Fact]
    public async Task A_head_request_is_refused_like_a_get()
    {
        await using var host = await EventHost.StartAsync();
        var job = host.Job();
        var last = job.End();

        using var missing = await HeadAsync(host, $"/v1/download/subscribe/{EventHost.JobId(99)}");
        using var malformed = await HeadAsync(host, "/v1/download/subscribe/nonsense");
        using var past = await HeadAsync(host, $"/v1/download/subscribe/{job.JobId}?lastEventId={last}");
        Assert.Equal(
            (HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.NoContent),
            (missing.StatusCode, malformed.StatusCode, past.StatusCode));
    }

    private static Task<HttpResponseMessage> HeadAsync(EventHost host, string path) =>
        host.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, new Uri(host.Url, path)), Cancellation);

    private static List<string> HeadersOf(HttpResponseMessage response) =>
    [
        .. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Where(header => header.Key is not ("Date" or "Transfer-Encoding"))
            .Select(header => IsOfOneRequest(header.Key) ? header.Key : $"{header.Key}: {header.Value}")
            .Order(StringComparer.Ordinal),
    ];

    private static bool IsOfOneRequest(string header) =>
        header is "X-Request-ID" or "X-Trace-ID" || header.StartsWith("RateLimit", StringComparison.Ordinal);
}
