using System.Net;
using Downstream.Gateway.Callers;
using Downstream.Gateway.Tests.Support;
using Downstream.Gateway.Tests.Support.Scripts;
using Downstream.Testing.Streams;

namespace Downstream.Gateway.Tests.Events.Streams;

public sealed class StreamLimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_address_with_as_many_streams_as_it_may_have_is_refused_and_others_are_not()
    {
        await using var gateway = await TestGateway.StartAsync("MAX_STREAMS_PER_CLIENT=2", "MAX_STREAMS=4", "TRUSTED_PROXIES=127.0.0.1");
        var job = gateway.Cluster.Existing();
        using var first = await OpenAsync(gateway, job, "192.0.2.1");
        using var second = await OpenAsync(gateway, job, "192.0.2.1");

        using var third = await OpenAsync(gateway, job, "192.0.2.1");
        await third.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Equal("10", third.Header("Retry-After"));

        using var other = await OpenAsync(gateway, job, "192.0.2.2");
        using var another = await OpenAsync(gateway, job, "192.0.2.2");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (other.StatusCode, another.StatusCode));

        using var late = await OpenAsync(gateway, job, "192.0.2.3");
        await late.ProblemAsync(HttpStatusCode.ServiceUnavailable, "cluster_unavailable");
        Assert.Equal("10", late.Header("Retry-After"));

        job.End();
        foreach (var stream in new[] { first, second, other, another })
            Assert.Contains("event: completed", await stream.TextAsync().WaitAsync(TestGateway.Deadline, Cancellation));
    }

    [Fact]
    public async Task A_place_is_free_again_when_its_stream_has_ended()
    {
        await using var gateway = await TestGateway.StartLiveAsync("MAX_STREAMS_PER_CLIENT=1");
        var job = gateway.Cluster.Existing();
        for (var i = 0; i < 3; i++)
        {
            using var stream = await UntilOpenAsync(gateway, job);
            using var refused = await gateway.SubscribeAsync(job);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
            using var missing = await gateway.SubscribeAsync(gateway.Cluster.Missing());
            Assert.Equal(HttpStatusCode.TooManyRequests, missing.Status);
        }

        using var unknown = await UntilAsync(() => gateway.SubscribeAsync(gateway.Cluster.Missing()), HttpStatusCode.NotFound);
        using var again = await UntilOpenAsync(gateway, job);
    }

    [Fact]
    public void Places_are_remembered_only_for_clients_that_have_a_stream()
    {
        var places = new Places(100, 10);
        Parallel.For(0, 10_000, i =>
        {
            var (client, site) = ($"client {i % 50}", i % 2 == 0 ? "site" : null);
            if (places.TryEnter(client, site) == PlaceEntry.Entered)
                places.Leave(client, site);
        });
        Assert.Equal(0, places.Addresses);

        for (var i = 0; i < 100; i++)
            Assert.Equal(PlaceEntry.Entered, places.TryEnter($"client {i % 10}"));
        Assert.Equal(PlaceEntry.AddressFull, places.TryEnter("client 1"));
        Assert.Equal(PlaceEntry.ProcessFull, places.TryEnter("client 11"));
        Assert.Equal(10, places.Addresses);
    }

    [Fact]
    public async Task The_networks_of_an_IPv6_site_have_the_places_of_16_addresses()
    {
        await using var gateway = await TestGateway.StartAsync("MAX_STREAMS_PER_CLIENT=1", "TRUSTED_PROXIES=127.0.0.1");
        var job = gateway.Cluster.Existing();
        var open = new List<HttpResponseMessage>();
        for (var network = 0; network < 16; network++)
            open.Add(await OpenAsync(gateway, job, $"2001:db8:1:{network:x}::7"));

        Assert.All(open, stream => Assert.Equal(HttpStatusCode.OK, stream.StatusCode));
        using var oneTooMany = await OpenAsync(gateway, job, "2001:db8:1:ffff::7");
        await oneTooMany.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        using var other = await OpenAsync(gateway, job, "2001:db8:2::7");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        open.ForEach(stream => stream.Dispose());
    }

    private static Task<EventReader> UntilOpenAsync(TestGateway gateway, ScriptedJob job) => UntilAsync(() => gateway.SubscribeAsync(job), HttpStatusCode.OK);

    /// <summary>The server learns a moment later that a client is gone.</summary>
    private static async Task<EventReader> UntilAsync(Func<Task<EventReader>> open, HttpStatusCode status)
    {
        using var limit = new CancellationTokenSource(TestGateway.Deadline);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (true)
        {
            var stream = await open();
            if (stream.Status == status)
                return stream;

            stream.Dispose();
            await pace.WaitForNextTickAsync(limit.Token);
        }
    }

    private static Task<HttpResponseMessage> OpenAsync(TestGateway gateway, ScriptedJob job, string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, job.EventsPath);
        request.Headers.Add("X-Forwarded-For", address);
        return gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }
}
