using System.Net;
using System.Text;
using Downstream.Gateway.Callers.Sites;
using Downstream.Gateway.Tests.Support;

namespace Downstream.Gateway.Tests.Hosting;

/// <summary>What a page of another site can do in a browser that was led to it.</summary>
public sealed class SiteBoundaryTests
{
    private const string Job = $"/v1/download/{Samples.Id}";

    private static readonly (string Name, string Value) OtherSite = ("Sec-Fetch-Site", "cross-site");

    private static readonly (HttpMethod Method, string Path, string? Body)[] Acts =
    [
        (HttpMethod.Post, "/v1/download/initiate", """{"file_ids":[70000]}"""),
        (HttpMethod.Post, "/v1/download/start", """{"file_id":70000}"""),
        (HttpMethod.Post, "/v1/download/check", """{"file_id":70000}"""),
        (HttpMethod.Post, $"{Job}/retry", null),
        (HttpMethod.Post, $"{Job}/callback", null),
        (HttpMethod.Delete, Job, null),
        (HttpMethod.Get, "/v1/downloads", null),
        (HttpMethod.Get, "/v1/downloads/subscribe", null),
    ];

    [Fact]
    public async Task It_neither_acts_nor_lists()
    {
        await using var gateway = await TestGateway.StartAsync();
        foreach (var (method, path, body) in Acts)
        {
            using var marked = await gateway.SendAsync(method, path, body, OtherSite);
            var problem = await marked.ProblemAsync(HttpStatusCode.Forbidden, "cross_site");
            Assert.Contains("CORS_ORIGINS", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            using var unmarked = await gateway.SendAsync(method, path, body, ("Origin", "http://evil.example"));
            await unmarked.ProblemAsync(HttpStatusCode.Forbidden, "cross_site");
            using var opaque = await gateway.SendAsync(method, path, body, ("Origin", "null"));
            await opaque.ProblemAsync(HttpStatusCode.Forbidden, "cross_site");
        }
    }

    [Fact]
    public async Task A_form_that_another_site_posts_does_nothing()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var form = new FormUrlEncodedContent([new("a", "b")]);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Job}/retry") { Content = form, Headers = { { "Origin", "https://evil.example" } } };
        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await response.ProblemAsync(HttpStatusCode.Forbidden, "cross_site");
    }

    [Fact]
    public async Task It_reads_what_it_knows_the_id_of_and_lists_the_caller_that_it_names()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Cluster.Existing(Samples.Full());
        foreach (var path in new[] { $"/v1/download/status/{Samples.Id}", $"{Job}/files", "/", "/health/live" })
        {
            using var response = await gateway.GetAsync(path, OtherSite);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        using var own = await gateway.GetAsync("/v1/downloads", OtherSite, ("X-Client-ID", "its-own"));
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Theory]
    [InlineData("CORS_ORIGINS=*", "https://evil.example")]
    [InlineData("CORS_ORIGINS=https://app.example", "https://app.example")]
    public async Task An_operator_may_let_it(string setting, string origin)
    {
        await using var gateway = await TestGateway.StartAsync(setting);
        using var response = await gateway.PostAsync("/v1/download/initiate", """{"file_ids":[70000]}""", OtherSite, ("Origin", origin));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task A_list_of_origins_lets_no_other_one()
    {
        await using var gateway = await TestGateway.StartAsync("CORS_ORIGINS=https://app.example");
        using var response = await gateway.PostAsync("/v1/download/initiate", """{"file_ids":[70000]}""", OtherSite, ("Origin", "https://evil.example"));
        await response.ProblemAsync(HttpStatusCode.Forbidden, "cross_site");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "http://127.0.0.1:5173")]
    [InlineData("X-Nothing", "curl sends neither")]
    public async Task The_same_site_may_whatever_its_port(string name, string value)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.PostAsync("/v1/download/initiate", """{"file_ids":[70000]}""", (name, value));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task A_proxy_that_hides_the_host_is_known_by_the_public_url()
    {
        await using var gateway = await TestGateway.StartAsync("PUBLIC_URL=http://downloads.example.com");
        using var response = await gateway.PostAsync("/v1/download/initiate", """{"file_ids":[70000]}""", ("Origin", "http://downloads.example.com"));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory]
    [InlineData("app.example.com", "api.example.com", true)]
    [InlineData("example.com", "api.example.com", true)]
    [InlineData("EXAMPLE.com", "example.com", true)]
    [InlineData("example.com.", "example.com", true)]
    [InlineData("[::1]", "::1", true)]
    [InlineData("evil.com", "example.com", false)]
    [InlineData("evil.co.uk", "example.co.uk", false)]
    [InlineData("a.example.co.uk", "b.example.co.uk", true)]
    [InlineData("10.0.0.1", "11.0.0.1", false)]
    [InlineData("evilexample.com", "example.com", false)]
    [InlineData("localhost", "127.0.0.1", false)]
    public void Siblings_are_one_site(string host, string own, bool same) => Assert.Equal(same, OtherSites.IsSameSite(host, own));

    [Fact]
    public async Task A_name_that_is_not_answered_is_refused_but_to_probes()
    {
        await using var gateway = await TestGateway.StartAsync("HOSTS=downloads.example.com,*.internal.example");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/v1/downloads", "downloads.example.com"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/v1/downloads", "downloads.example.com:8443"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/v1/downloads", "a.internal.example"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("/v1/downloads", "rebound.evil.example"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("/v1/downloads", "127.0.0.1"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/health/live", "10.1.2.3:3000"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("/health", "10.1.2.3:3000"));

        async Task<HttpStatusCode> StatusAsync(string path, string host)
        {
            using var response = await gateway.GetAsync(path, ("Host", host));
            return response.StatusCode;
        }
    }

    [Theory]
    [InlineData("localhost:3000", "localhost:3000", true)]
    [InlineData("localhost:3000", "LOCALHOST:3000", true)]
    [InlineData("localhost:3000", "localhost:3001", false)]
    [InlineData("localhost:3000", "localhost", false)]
    [InlineData("localhost:80", "localhost", true)]
    [InlineData("downloads.example.com", "downloads.example.com.", true)]
    [InlineData("[::1]:3000", "[::1]:3000", true)]
    [InlineData("bücher.example", "xn--bcher-kva.example", true)]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "evilexample.com", false)]
    [InlineData("*.example.com:3000", "a.example.com:3000", true)]
    public async Task A_name_is_answered_however_it_is_written(string hosts, string host, bool isAnswered)
    {
        await using var gateway = await TestGateway.StartAsync($"HOSTS={hosts}");
        var request = Encoding.ASCII.GetBytes($"GET /v1/downloads HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        var (status, _, _) = await RawHttp.SendAsync(gateway.Address, request, closes: false);
        Assert.Equal(isAnswered ? 200 : 400, status);
    }
}
