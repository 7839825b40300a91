using System.Net;
using Downstream.Gateway.Tests.Support;

namespace Downstream.Gateway.Tests.Diagnostics;

public sealed class AccessTests
{
    private static readonly string[] Guarded = ["/v1/diagnostics/performance", "/v1/diagnostics/errors", "/v1/diagnostics/traces"];

    [Theory]
    [InlineData(true, "", "", "", "")]
    [InlineData(true, "", "X-Forwarded-For", "::1", "TRUSTED_PROXIES=127.0.0.1")]
    [InlineData(false, "", "X-Forwarded-For", "203.0.113.9", "TRUSTED_PROXIES=127.0.0.1")]
    [InlineData(false, "", "X-Forwarded-For", "203.0.113.9", "")]
    [InlineData(false, "", "X-Forwarded-For", "127.0.0.1", "")]
    [InlineData(false, "", "Forwarded", "for=203.0.113.9", "")]
    [InlineData(false, "", "Host", "attacker.example", "")]
    [InlineData(true, "", "Host", "localhost:3000", "")]
    [InlineData(true, "", "Host", "[::1]:3000", "")]
    [InlineData(false, "", "Sec-Fetch-Site", "cross-site", "")]
    [InlineData(true, "", "Sec-Fetch-Site", "same-origin", "")]
    [InlineData(true, "DIAGNOSTICS_ACCESS=any", "X-Forwarded-For", "203.0.113.9", "")]
    [InlineData(false, "DIAGNOSTICS_ACCESS=off", "", "", "")]
    public async Task Diagnostics_are_for_whom_the_setting_allows(bool allowed, string access, string header, string value, string proxies)
    {
        string[] settings = [.. new[] { access, proxies }.Where(setting => setting.Length > 0)];
        await using var gateway = await TestGateway.StartAsync(settings);
        foreach (var path in Guarded)
        {
            using var response = await gateway.GetAsync(path, header.Length > 0 ? [(header, value)] : []);
            if (allowed)
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            else
                await response.ProblemAsync(HttpStatusCode.Forbidden, "diagnostics_forbidden");
            Assert.Equal("no-store", response.Header("Cache-Control"));
        }
    }

    [Fact]
    public async Task They_have_a_rate_of_their_own()
    {
        await using var gateway = await TestGateway.StartAsync("RATE_LIMIT_MAX_REQUESTS=2");
        for (var i = 0; i < 120; i++)
        {
            using var response = await gateway.GetAsync(Guarded[i % Guarded.Length]);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        using var refused = await gateway.GetAsync(Guarded[0]);
        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Equal("60", refused.Header("Retry-After"));
        using var other = await gateway.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal("1", other.Header("RateLimit-Remaining"));

        gateway.Time.Advance(TimeSpan.FromMinutes(1));
        using var later = await gateway.GetAsync(Guarded[0]);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Theory]
    [InlineData("/v1/diagnostics/performance?window=61")]
    [InlineData("/v1/diagnostics/performance?window=x")]
    [InlineData("/v1/diagnostics/errors?after=-1")]
    [InlineData("/v1/diagnostics/errors?limit=0")]
    [InlineData("/v1/diagnostics/traces?limit=1001")]
    public async Task What_cannot_be_asked_for_is_refused(string path)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.GetAsync(path);
        await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
    }
}
