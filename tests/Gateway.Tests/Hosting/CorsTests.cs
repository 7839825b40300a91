using System.Net;
using Downstream.Gateway.Tests.Support;

namespace Downstream.Gateway.Tests.Hosting;

public sealed class CorsTests
{
    private const string App = "https://app.example";

    [Fact]
    public async Task Any_origin_may_read_and_sees_the_headers_of_the_contract()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.GetAsync("/", ("Origin", App));
        Assert.Equal("*", response.Header("Access-Control-Allow-Origin"));
        Assert.Null(response.Header("Access-Control-Allow-Credentials"));
        Assert.Superset(
            new HashSet<string>
            {
                "Location", "ETag", "Retry-After", "RateLimit", "RateLimit-Policy", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-Request-ID",
                "X-Trace-ID", "Preference-Applied", "Idempotent-Replayed", "Content-Disposition",
            },
            Names(response, "Access-Control-Expose-Headers"));

        // A cache may give its answer to an app, too.
        using var without = await gateway.GetAsync("/");
        Assert.Equal("*", without.Header("Access-Control-Allow-Origin"));
        Assert.Equal(Names(response, "Access-Control-Expose-Headers"), Names(without, "Access-Control-Expose-Headers"));
        Assert.DoesNotContain("Origin", Names(without, "Vary"));
    }

    [Fact]
    public async Task A_preflight_is_answered_with_what_clients_send()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.SendAsync(
            HttpMethod.Options, "/v1/download/initiate", null, ("Origin", App), ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type, idempotency-key"));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("*", response.Header("Access-Control-Allow-Origin"));
        Assert.Equal(new HashSet<string> { "GET", "HEAD", "POST", "DELETE", "OPTIONS" }, Names(response, "Access-Control-Allow-Methods"));
        Assert.Equal("7200", response.Header("Access-Control-Max-Age"));
        Assert.Superset(
            new HashSet<string> { "Content-Type", "Idempotency-Key", "Prefer", "If-None-Match", "Last-Event-ID", "X-Client-ID", "X-Request-ID", "traceparent" },
            Names(response, "Access-Control-Allow-Headers"));
        Assert.NotNull(response.Header("X-Request-ID"));
        Assert.NotNull(response.Header("RateLimit-Limit"));
    }

    [Fact]
    public async Task Only_listed_origins_may_read_with_their_cookies()
    {
        await using var gateway = await TestGateway.StartAsync($"CORS_ORIGINS={App}, http://localhost:5173/");
        using var listed = await gateway.GetAsync("/nowhere", ("Origin", App));
        using var local = await gateway.GetAsync("/", ("Origin", "http://localhost:5173"));
        using var other = await gateway.GetAsync("/", ("Origin", "https://evil.example"));
        using var none = await gateway.GetAsync("/");
        Assert.Equal((App, "true"), Allowed(listed));
        Assert.Equal(("http://localhost:5173", "true"), Allowed(local));
        Assert.Equal((null, null), Allowed(other));
        Assert.Equal((null, null), Allowed(none));
        foreach (var response in new[] { listed, local, other, none })
            Assert.Contains("Origin", Names(response, "Vary"));
    }

    [Fact]
    public async Task A_preflight_of_an_origin_that_is_not_listed_is_allowed_nothing()
    {
        await using var gateway = await TestGateway.StartAsync($"CORS_ORIGINS={App}");
        using var response = await gateway.SendAsync(
            HttpMethod.Options, "/v1/download/initiate", null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal((null, null), Allowed(response));
        Assert.Null(response.Header("Access-Control-Allow-Methods"));
        Assert.Contains("Origin", Names(response, "Vary"));
        Assert.NotNull(response.Header("RateLimit-Limit"));
    }

    [Theory]
    [InlineData("https://app.example.com:443", "https://app.example.com")]
    [InlineData("http://x:80/", "http://x")]
    [InlineData("http://x:8080", "http://x:8080")]
    [InlineData("https://BÜCHER.example", "https://xn--bcher-kva.example")]
    [InlineData("http://[0:0::1]:5173", "http://[::1]:5173")]
    public async Task A_listed_origin_is_the_one_that_browsers_send(string listed, string sent)
    {
        await using var gateway = await TestGateway.StartAsync($"CORS_ORIGINS={listed}");
        using var response = await gateway.GetAsync("/", ("Origin", sent));
        Assert.Equal((sent, "true"), Allowed(response));
    }

    [Fact]
    public async Task An_error_can_be_read_too()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.PostAsync("/v1/download/check?sentry_test=true", "{}", ("Origin", App), ("Sec-Fetch-Site", "same-site"));
        await response.ProblemAsync(HttpStatusCode.InternalServerError, "internal_error");
        Assert.Equal("*", response.Header("Access-Control-Allow-Origin"));
        Assert.NotNull(response.Header("RateLimit-Remaining"));
        Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
    }

    /// <summary>The names in a header that lists each once.</summary>
    private static HashSet<string> Names(HttpResponseMessage response, string header)
    {
        var names = response.Header(header)?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        Assert.Distinct(names);
        return [.. names];
    }

    private static (string?, string?) Allowed(HttpResponseMessage response) =>
        (response.Header("Access-Control-Allow-Origin"), response.Header("Access-Control-Allow-Credentials"));
}
