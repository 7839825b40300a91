using System.Net;
using Downstream.Gateway.Tests.Support;

namespace Downstream.Gateway.Tests.RateLimiting;

public sealed class RateLimitTests
{
    [Fact]
    public async Task The_networks_of_an_IPv6_site_share_a_limit_of_their_own()
    {
        await using var gateway = await TestGateway.StartAsync("RATE_LIMIT_MAX_REQUESTS=1", "TRUSTED_PROXIES=127.0.0.1");
        for (var network = 0; network < 16; network++)
            Assert.Equal(HttpStatusCode.OK, await StatusAsync($"2001:db8:1:{network:x}::7"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync("2001:db8:1:ffff::7"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("2001:db8:2::7"));

        async Task<HttpStatusCode> StatusAsync(string address)
        {
            using var response = await gateway.GetAsync("/v1/downloads", ("X-Forwarded-For", address));
            return response.StatusCode;
        }
    }

    /// <summary>Each network comes back once, and may ten times.</summary>
    [Fact]
    public async Task Streams_that_come_back_from_the_networks_of_an_IPv6_site_share_a_limit_of_their_own()
    {
        await using var gateway = await TestGateway.StartAsync("MAX_STREAMS_PER_CLIENT=1", "TRUSTED_PROXIES=127.0.0.1");
        var missing = gateway.Cluster.Missing();
        for (var network = 0; network < 16 * 10; network++)
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"2001:db8:1:{network:x}::7"));

        // Told when to try again, as a stream is.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("2001:db8:1:ffff::7"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("2001:db8:2::7"));

        async Task<HttpStatusCode> StatusAsync(string address)
        {
            using var response = await gateway.GetAsync(missing.EventsPath, ("X-Forwarded-For", address), ("Last-Event-ID", "1"));
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task The_limit_is_told_in_both_spellings()
    {
        await using var gateway = await TestGateway.StartAsync("RATE_LIMIT_MAX_REQUESTS=7", "RATE_LIMIT_WINDOW_MS=30000");
        using var response = await gateway.GetAsync("/");
        Assert.Equal(("7", "6", "30"), (response.Header("RateLimit-Limit"), response.Header("RateLimit-Remaining"), response.Header("RateLimit-Reset")));
        Assert.Equal("\"requests\";r=6;t=30", response.Header("RateLimit"));
        Assert.Equal("\"requests\";q=7;w=30", response.Header("RateLimit-Policy"));
    }

    [Fact]
    public async Task Over_the_limit_a_request_is_refused_until_the_window_ends()
    {
        await using var gateway = await TestGateway.StartAsync("RATE_LIMIT_MAX_REQUESTS=2", "RATE_LIMIT_WINDOW_MS=5000");
        using var first = await gateway.GetAsync("/");
        gateway.Time.Advance(TimeSpan.FromMilliseconds(1500));
        using var second = await gateway.GetAsync("/nowhere");
        using var third = await gateway.GetAsync("/", ("Origin", "https://app.example"));

        Assert.Equal(("2", "1", "5"), Limits(first));
        Assert.Equal(("2", "0", "4"), Limits(second));
        await third.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Equal(("2", "0", "4"), Limits(third));
        Assert.Equal("4", third.Header("Retry-After"));
        Assert.Equal("*", third.Header("Access-Control-Allow-Origin"));

        gateway.Time.Advance(TimeSpan.FromMilliseconds(3500));
        using var fourth = await gateway.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, fourth.StatusCode);
        Assert.Equal(("2", "1", "5"), Limits(fourth));
    }

    [Theory]
    [InlineData("GET", "/health")]
    [InlineData("GET", "/health/live")]
    [InlineData("GET", "/health/ready")]
    [InlineData("OPTIONS", "/v1/download/initiate")]
    public async Task Health_and_preflights_carry_the_headers_but_use_nothing_up(string method, string path)
    {
        await using var gateway = await TestGateway.StartAsync("RATE_LIMIT_MAX_REQUESTS=1");
        using var only = await gateway.GetAsync("/");
        for (var i = 0; i < 3; i++)
        {
            using var response = await gateway.SendAsync(
                new HttpMethod(method), path, null, ("Origin", "https://app.example"), ("Access-Control-Request-Method", "POST"));
            Assert.True(response.IsSuccessStatusCode);
            Assert.Equal(("1", "0", "60"), Limits(response));
        }
    }

    [Fact]
    public async Task A_forwarded_address_counts_only_from_a_trusted_proxy()
    {
        await using var open = await TestGateway.StartAsync("RATE_LIMIT_MAX_REQUESTS=10");
        using var one = await open.GetAsync("/", ("X-Forwarded-For", "192.0.2.1"));
        using var two = await open.GetAsync("/", ("X-Forwarded-For", "192.0.2.2"));
        Assert.Equal(("9", "8"), (one.Header("RateLimit-Remaining"), two.Header("RateLimit-Remaining")));

        await using var behind = await TestGateway.StartAsync("RATE_LIMIT_MAX_REQUESTS=10", "TRUSTED_PROXIES=10.0.0.0/8, 127.0.0.1");
        using var three = await behind.GetAsync("/", ("X-Forwarded-For", "192.0.2.1"));
        using var four = await behind.GetAsync("/", ("X-Forwarded-For", "192.0.2.2"));
        using var chain = await behind.GetAsync("/", ("X-Forwarded-For", "203.0.113.9, 192.0.2.1, 10.1.2.3"));
        Assert.Equal(
            ("9", "9", "8"),
            (three.Header("RateLimit-Remaining"), four.Header("RateLimit-Remaining"), chain.Header("RateLimit-Remaining")));
    }

    private static (string?, string?, string?) Limits(HttpResponseMessage response) =>
        (response.Header("RateLimit-Limit"), response.Header("RateLimit-Remaining"), response.Header("RateLimit-Reset"));
}
