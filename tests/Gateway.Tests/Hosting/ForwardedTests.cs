using System.Net;
using Downstream.Gateway.Tests.Support;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Hosting;

/// <summary>Links to the service itself, behind proxies that forward what they like.</summary>
public sealed class ForwardedTests
{
    private const string Status = $"/v1/download/status/{Samples.Id}";
    private const string Local = "/v1/objects/downloads/70000.zip?expires=1&signature=s3cret";

    [Theory]
    [InlineData("https", "downloads.example.com", "https://downloads.example.com")]
    [InlineData("HTTP", "downloads.example.com:8080", "HTTP://downloads.example.com:8080")]
    [InlineData("javascript", "downloads.example.com", "http://downloads.example.com")]
    [InlineData("https, javascript", "downloads.example.com", "http://downloads.example.com")]
    public async Task A_trusted_proxy_says_where_the_service_is_found_if_that_is_a_place_of_http(string scheme, string host, string origin)
    {
        await using var gateway = await StartAsync("TRUSTED_PROXIES=127.0.0.1");
        Assert.Equal(origin + Local, await DownloadUrlAsync(gateway, scheme, host), ignoreCase: true);
    }

    [Fact]
    public async Task Nobody_else_does()
    {
        await using var gateway = await StartAsync();
        Assert.Equal(gateway.Origin + Local, await DownloadUrlAsync(gateway, "https", "evil.example"));
    }

    [Fact]
    public async Task The_public_url_is_the_last_word()
    {
        await using var gateway = await StartAsync("TRUSTED_PROXIES=127.0.0.1", "PUBLIC_URL=https://downloads.example.com/");
        Assert.Equal("https://downloads.example.com" + Local, await DownloadUrlAsync(gateway, "http", "10.0.0.7:3000"));
    }

    [Theory]
    [InlineData(Local, Local)]
    [InlineData("https://store.example/x.zip?X-Amz-Signature=s3cret", "https://store.example/x.zip?X-Amz-Signature=s3cret")]
    public async Task A_redirect_to_the_service_itself_holds_behind_any_proxy(string link, string location)
    {
        await using var gateway = await StartAsync("PUBLIC_URL=https://downloads.example.com");
        gateway.Cluster.Job(Samples.JobId).Linked = new JobLink(JobLinkResult.Ready, link);
        foreach (var path in new[] { $"/v1/download/{Samples.Id}", $"/v1/download/{Samples.Id}/files/70000" })
        {
            using var response = await gateway.GetAsync(path);
            Assert.Equal(HttpStatusCode.Found, response.StatusCode);
            Assert.Equal(location, response.Header("Location"));
        }
    }

    [Fact]
    public async Task Strict_transport_security_and_the_host_prefix_are_for_https()
    {
        await using var gateway = await StartAsync("TRUSTED_PROXIES=127.0.0.1");
        using var plain = await gateway.GetAsync("/", ("Accept", "text/html"), ("X-Forwarded-Proto", "http"));
        using var secure = await gateway.GetAsync("/", ("Accept", "text/html"), ("X-Forwarded-Proto", "https"));
        Assert.Null(plain.Header("Strict-Transport-Security"));
        Assert.Equal("max-age=31536000; includeSubDomains", secure.Header("Strict-Transport-Security"));
        Assert.StartsWith("client_id=", plain.Header("Set-Cookie"), StringComparison.Ordinal);
        Assert.Matches("^__Host-client_id=[0-9a-f]{32}; max-age=31536000; path=/; secure; samesite=lax; httponly$", secure.Header("Set-Cookie"));
    }

    [Fact]
    public async Task Over_https_a_cookie_that_a_sibling_domain_could_set_names_nobody()
    {
        await using var gateway = await StartAsync("TRUSTED_PROXIES=127.0.0.1");
        gateway.Cluster.Caller("ann").Add(gateway.Cluster.Existing(Samples.Full()));
        Assert.Equal(1, await ListedAsync("http", "client_id=ann"));
        Assert.Equal(0, await ListedAsync("https", "client_id=ann"));
        Assert.Equal(1, await ListedAsync("https", "__Host-client_id=ann"));

        async Task<int> ListedAsync(string scheme, string cookie)
        {
            using var response = await gateway.GetAsync("/v1/downloads", ("X-Forwarded-Proto", scheme), ("Cookie", cookie));
            return (await response.JsonAsync()).GetProperty("items").GetArrayLength();
        }
    }

    private static async Task<TestGateway> StartAsync(params string[] settings)
    {
        var gateway = await TestGateway.StartAsync(settings);
        gateway.Cluster.Existing(Samples.Full() with { DownloadUrl = Local });
        return gateway;
    }

    private static async Task<string?> DownloadUrlAsync(TestGateway gateway, string scheme, string host)
    {
        using var response = await gateway.GetAsync(Status, ("X-Forwarded-Proto", scheme), ("X-Forwarded-Host", host), ("X-Forwarded-For", "192.0.2.1"));
        return (await response.JsonAsync()).GetProperty("downloadUrl").GetString();
    }
}
