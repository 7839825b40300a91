using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Downstream.EndToEnd.Tests.Running;

namespace Downstream.EndToEnd.Tests;

/// <summary>What clients of the upstream service check before they trust a server, in its settings.</summary>
public sealed partial class UpstreamClientTests(UpstreamClientTests.Server server) : IClassFixture<UpstreamClientTests.Server>
{
    private static readonly string[] CheckFields = ["file_id", "available", "s3Key", "size"];

    private HttpClient Http => server.Gateway.Http;

    [Fact]
    public async Task The_root_says_the_welcome_message()
    {
        var root = await JsonAsync(await Http.GetAsync("/", TestContext.Current.CancellationToken));

        Assert.Equal("Hello Hono!", root.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Health_names_its_checks()
    {
        // A check that gets no time to answer within its limit is an error for a moment.
        var health = JsonElement.Parse(
            await Poll.AnswerAsync(Http, "/health", answer => answer.StatusCode == HttpStatusCode.OK, TestContext.Current.CancellationToken));

        Assert.Equal("healthy", health.GetProperty("status").GetString());
        Assert.Equal("ok", health.GetProperty("checks").GetProperty("storage").GetString());
        Assert.Equal("ok", health.GetProperty("checks").GetProperty("cluster").GetString());
        Assert.Equal("ok", health.GetProperty("checks").GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("X-Content-Type-Options", "nosniff")]
    [InlineData("X-Frame-Options", "SAMEORIGIN")]
    [InlineData("Referrer-Policy", "no-referrer")]
    [InlineData("Access-Control-Allow-Origin", "*")]
    [InlineData("RateLimit-Limit", null)]
    [InlineData("RateLimit-Remaining", null)]
    [InlineData("RateLimit-Reset", null)]
    [InlineData("X-Request-ID", null)]
    [InlineData("X-Trace-ID", null)]
    public async Task Every_answer_has_the_header(string name, string? value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Origin", "http://localhost:5173");
        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.True(answer.Headers.TryGetValues(name, out var values), answer.Headers.ToString());
        Assert.NotEqual(string.Empty, values.Single());
        if (value is not null)
            Assert.Equal(value, values.Single());
    }

    [Fact]
    public async Task A_client_without_an_origin_is_allowed_any_too()
    {
        using var answer = await Http.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task Initiate_accepts_a_job()
    {
        using var answer = await PostAsync("/v1/download/initiate", """{"file_ids":[10000,20000,30000]}""");
        var job = await JsonAsync(answer);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.True(Guid.TryParse(job.GetProperty("jobId").GetString(), out _));
        Assert.Equal("queued", job.GetProperty("status").GetString());
        Assert.Equal(3, job.GetProperty("totalFileIds").GetInt32());
    }

    [Theory]
    [InlineData("/v1/download/initiate", """{"file_ids":[100]}""")]
    [InlineData("/v1/download/initiate", """{"file_ids":[]}""")]
    [InlineData("/v1/download/initiate", """{"file_ids":"70000"}""")]
    [InlineData("/v1/download/check", """{"file_id":100}""")]
    [InlineData("/v1/download/check", """{"file_id":999999999}""")]
    [InlineData("/v1/download/check", "not valid json")]
    public async Task A_bad_request_is_told_what_is_wrong(string path, string body)
    {
        using var answer = await PostAsync(path, body);
        var problem = await JsonAsync(answer);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("invalid_request", problem.GetProperty("code").GetString());
        Assert.NotEqual(string.Empty, problem.GetProperty("error").GetString());
        Assert.NotEqual(string.Empty, problem.GetProperty("message").GetString());
        Assert.Equal(answer.Headers.GetValues("X-Request-ID").Single(), problem.GetProperty("requestId").GetString());
    }

    [Theory]
    [InlineData(70000, true)]
    [InlineData(99999, false)]
    public async Task Check_tells_whether_a_file_can_be_had(int fileId, bool available)
    {
        using var answer = await PostAsync("/v1/download/check", $$"""{"file_id":{{fileId}}}""");
        var file = await JsonAsync(answer);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(fileId, file.GetProperty("file_id").GetInt32());
        Assert.Equal(available, file.GetProperty("available").GetBoolean());
        Assert.Equal(CheckFields.Order(), file.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal(available ? JsonValueKind.String : JsonValueKind.Null, file.GetProperty("s3Key").ValueKind);
    }

    [Fact]
    public async Task A_request_id_is_kept_and_a_missing_one_made()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Request-ID", "test-request-id-12345");
        using var named = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        using var unnamed = await Http.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal("test-request-id-12345", named.Headers.GetValues("X-Request-ID").Single());
        Assert.Matches(Uuid(), unnamed.Headers.GetValues("X-Request-ID").Single());
    }

    [Fact]
    public async Task Text_is_not_taken_for_json()
    {
        using var content = new StringContent("""{"file_id":70000}""", Encoding.UTF8, "text/plain");
        using var answer = await Http.PostAsync("/v1/download/check", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData("DELETE", "/")]
    [InlineData("GET", "/v1/download/check")]
    public async Task A_wrong_method_is_refused(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task The_rate_limit_counts_down()
    {
        using var first = await Http.GetAsync("/", TestContext.Current.CancellationToken);
        using var second = await Http.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.True(Remaining(second) < Remaining(first), $"{Remaining(first)}, then {Remaining(second)}");
        Assert.True(Remaining(second) > 0);
    }

    [Fact]
    public async Task Start_waits_for_its_file()
    {
        using var answer = await PostAsync("/v1/download/start", """{"file_id":70000}""");
        var result = await JsonAsync(answer);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("completed", result.GetProperty("status").GetString());
        var link = new Uri(result.GetProperty("downloadUrl").GetString()!);
        var file = await Http.GetByteArrayAsync(link, TestContext.Current.CancellationToken);
        Assert.Equal(result.GetProperty("size").GetInt64(), file.Length);
    }

    [Fact]
    public async Task An_error_on_purpose_shows_nothing_of_the_inside()
    {
        using var answer = await PostAsync("/v1/download/check?sentry_test=true", """{"file_id":70000}""");
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("internal_error", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }

    private static int Remaining(HttpResponseMessage answer) =>
        int.Parse(answer.Headers.GetValues("RateLimit-Remaining").Single(), System.Globalization.CultureInfo.InvariantCulture);

    private async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("X-User-Id", "test-user-123");
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", RegexOptions.IgnoreCase)]
    private static partial Regex Uuid();

    /// <summary>One process for these checks, with the upstream service's welcome.</summary>
    public sealed class Server : IAsyncLifetime
    {
        internal RunningGateway Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Gateway = await RunningGateway.StartAsync(TestContext.Current.CancellationToken, ("WELCOME_MESSAGE", "Hello Hono!"), ("RATE_LIMIT_MAX_REQUESTS", "1000"), ("RATE_LIMIT_WINDOW_MS", "3600000"));

        public ValueTask DisposeAsync() => Gateway?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
