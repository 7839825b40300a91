using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Downstream.Gateway.Tests.Support;

namespace Downstream.Gateway.Tests;

/// <summary>What the clients of the service's predecessor count on, request by request.</summary>
public sealed partial class UpstreamChecks : IAsyncLifetime
{
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync("RATE_LIMIT_MAX_REQUESTS=100");

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_root_greets()
    {
        using var response = await _gateway.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(string.IsNullOrEmpty((await response.JsonAsync()).GetProperty("message").GetString()));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK, "healthy", "ok")]
    [InlineData("bucket not reachable", HttpStatusCode.ServiceUnavailable, "unhealthy", "error")]
    public async Task Health_says_in_its_status_what_it_says_of_the_storage(string? reason, HttpStatusCode status, string text, string storage)
    {
        _gateway.Cluster.Storage.Answer = () => Task.FromResult(reason);
        using var response = await _gateway.GetAsync("/health");
        var body = await response.JsonAsync();
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(text, body.GetProperty("status").GetString());
        Assert.Equal(storage, body.GetProperty("checks").GetProperty("storage").GetString());
    }

    [Fact]
    public async Task A_request_without_an_id_is_given_a_uuid()
    {
        using var response = await _gateway.GetAsync("/");
        Assert.Matches(Uuid(), response.Header("X-Request-ID"));
    }

    [Fact]
    public async Task A_request_keeps_the_id_that_it_brings()
    {
        using var response = await _gateway.GetAsync("/", ("X-Request-ID", "my-custom-request-id-123"));
        Assert.Equal("my-custom-request-id-123", response.Header("X-Request-ID"));
    }

    [Fact]
    public async Task The_rate_limit_is_told_and_counts_down()
    {
        using var first = await _gateway.GetAsync("/");
        using var second = await _gateway.GetAsync("/");
        Assert.Equal("100", first.Header("RateLimit-Limit"));
        Assert.Equal("99", first.Header("RateLimit-Remaining"));
        Assert.Equal("98", second.Header("RateLimit-Remaining"));
    }

    [Theory]
    [InlineData("X-Content-Type-Options", "nosniff")]
    [InlineData("X-Frame-Options", "SAMEORIGIN")]
    [InlineData("Strict-Transport-Security", null)]
    [InlineData("Access-Control-Allow-Origin", "*")]
    [InlineData("Referrer-Policy", "no-referrer")]
    [InlineData("Server", null)]
    public async Task A_plain_request_gets_the_security_headers(string name, string? value)
    {
        using var response = await _gateway.GetAsync("/");
        Assert.Equal(value, response.Header(name));
    }

    [Fact]
    public async Task Initiate_accepts_three_files()
    {
        using var response = await _gateway.PostAsync("/v1/download/initiate", """{"file_ids":[10000,20000,30000]}""");
        var body = await response.JsonAsync();
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Matches(Uuid(), body.GetProperty("jobId").GetString());
        Assert.Equal("queued", body.GetProperty("status").GetString());
        Assert.Equal(3, body.GetProperty("totalFileIds").GetInt32());
    }

    [Theory]
    [InlineData("/v1/download/initiate", """{"file_ids":[9999]}""")]
    [InlineData("/v1/download/initiate", """{"file_ids":[100000001]}""")]
    [InlineData("/v1/download/initiate", """{"file_ids":[]}""")]
    [InlineData("/v1/download/initiate", "{not json")]
    [InlineData("/v1/download/check", """{"file_id":9999}""")]
    [InlineData("/v1/download/check", """{"file_id":100000001}""")]
    [InlineData("/v1/download/check", "{not json")]
    public async Task A_wrong_body_is_refused(string path, string body)
    {
        using var response = await _gateway.PostAsync(path, body);
        await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Check_echoes_the_file_and_says_whether_it_can_be_had(bool available)
    {
        _gateway.Cluster.Files.Availability = available ? new(true, "downloads/70000.zip", 1234) : new(false, null, null);
        using var response = await _gateway.PostAsync("/v1/download/check", """{"file_id":70000}""");
        var body = await response.JsonAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(70000, body.GetProperty("file_id").GetInt32());
        Assert.Equal(available ? JsonValueKind.True : JsonValueKind.False, body.GetProperty("available").ValueKind);
    }

    [Fact]
    public async Task Text_is_not_a_media_type_for_a_body()
    {
        var content = new StringContent("""{"file_ids":[70000]}""", Encoding.UTF8, "text/plain");
        using var response = await _gateway.Client.PostAsync("/v1/download/initiate", content, TestContext.Current.CancellationToken);
        await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Theory]
    [InlineData("DELETE", "/", "GET, HEAD")]
    [InlineData("GET", "/v1/download/check", "POST")]
    [InlineData("GET", "/v1/download/initiate", "POST")]
    [InlineData("DELETE", "/v1/download/start", "POST")]
    [InlineData("PUT", "/v1/download/check", "POST")]
    [InlineData("GET", $"/v1/download/{Samples.Id}/retry", "POST")]
    [InlineData("POST", $"/v1/download/status/{Samples.Id}", "GET, HEAD")]
    public async Task A_method_that_an_address_does_not_take_is_refused_with_those_that_it_takes(string method, string path, string allow)
    {
        using var response = await _gateway.SendAsync(new HttpMethod(method), path);
        await response.ProblemAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        Assert.Equal(allow, response.Header("Allow"));
    }

    [Fact]
    public async Task An_unknown_address_is_not_found()
    {
        using var response = await _gateway.GetAsync("/nowhere");
        await response.ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
    private static partial Regex Uuid();
}
