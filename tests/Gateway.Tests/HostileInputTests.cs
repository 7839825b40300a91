using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Tests.Support;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests;

/// <summary>Whatever a client sends, it gets an answer of the contract, never a 500, and the service goes on.</summary>
public sealed class HostileInputTests : IAsyncLifetime
{
    private const int Rounds = 400;

    private static readonly string[] Codes = [.. ProblemCode.All.Select(code => code.Code)];
    private static readonly string[] Posts = ["/v1/download/initiate", "/v1/download/start", "/v1/download/check"];

    private TestGateway _gateway = null!;

    private static Gen<byte[]> Bytes => Gen.Byte.Array[0, 200];

    /// <summary>Text of the characters that parsers trip over.</summary>
    private static Gen<string> Nasty => Gen.OneOf<string>(
        Gen.Char["\u0001\t !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~"].Array[0, 60].Select(chars => new string(chars)),
        Gen.OneOf<string>("../../etc/passwd", "%2e%2e%2f", "'; DROP TABLE", "${jndi:ldap://x}", "NaN", "-0", "1e400", "\\u0000", "W/\"", "wait=", "bytes=0-"));

    private static Gen<string> Json => Gen.Recursive<string>((depth, json) => depth > 3 ? Leaf : Gen.OneOf<string>(
        Leaf,
        json.Array[0, 5].Select(items => $"[{string.Join(',', items)}]"),
        Gen.Select(Name, json).Array[0, 4].Select(fields => $"{{{string.Join(',', fields.Select(pair => $"\"{pair.Item1}\":{pair.Item2}"))}}}")));

    private static Gen<string> Leaf => Gen.OneOf<string>(
        Gen.OneOf<string>("null", "true", "false", "70000", "10000", "9999", "100000000", "100000001", "7e4", "70000.0", "-1", "1e999", "\"70000\"", "\"\\ud800\"", "[]", "{}"),
        Gen.Long.Select(number => $"{number}"),
        Gen.Double.Select(number => JsonSerializer.Serialize(double.IsFinite(number) ? number : 0)));

    private static Gen<string> Name => Gen.OneOf<string>("file_id", "file_ids", "fileIds", "x", "\\u0066ile_id", "");

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync();
        _gateway.Cluster.Existing(Samples.Job(JobStatus.Processing));
        _gateway.Cluster.WhenWatched = job => job.End(JobStatus.Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            using var health = await _gateway.GetAsync("/health");
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        }
        finally
        {
            await _gateway.DisposeAsync();
        }
    }

    [Fact]
    public Task Random_bytes_as_a_body() => Gen.Select(Gen.OneOf(Posts), Bytes).SampleAsync(
        async (path, body) => await AssertAnswerAsync(await PostAsync(path, body)), iter: Rounds);

    [Fact]
    public Task Random_json_as_a_body() => Gen.Select(Gen.OneOf(Posts), Json).SampleAsync(
        async (path, json) => await AssertAnswerAsync(await PostAsync(path, Encoding.UTF8.GetBytes(json))), iter: Rounds);

    [Fact]
    public Task Random_json_in_the_right_field() => Gen.Select(Gen.OneOf(Posts), Json).SampleAsync(
        async (path, json) => await AssertAnswerAsync(
            await PostAsync(path, Encoding.UTF8.GetBytes(path == Posts[0] ? $$"""{"file_ids":{{json}}}""" : $$"""{"file_id":{{json}}}"""))), iter: Rounds);

    [Fact]
    public Task Random_ids_in_a_path() => Gen.Select(Gen.OneOf<string>("/v1/download/status/{0}", "/v1/download/{0}", "/v1/download/{0}/files", $"/v1/download/{Samples.Id}/files/{{0}}", "/v1/objects/{0}", "/{0}"), Nasty).SampleAsync(
        async (pattern, id) => await AssertAnswerAsync(await _gateway.GetAsync(pattern.Replace("{0}", Uri.EscapeDataString(id), StringComparison.Ordinal))), iter: Rounds);

    [Fact]
    public Task Random_queries() => Gen.Select(Gen.OneOf<string>("/v1/downloads", $"/v1/download/{Samples.Id}/files", "/v1/objects/downloads/1.zip"), Gen.OneOf<string>("limit", "cursor", "status", "expires", "signature"), Nasty).SampleAsync(
        async (path, name, value) => await AssertAnswerAsync(await _gateway.GetAsync($"{path}?{name}={Uri.EscapeDataString(value)}&{value.Replace("#", "", StringComparison.Ordinal)}")), iter: Rounds);

    [Fact]
    public Task Random_headers() => Gen.Select(
        Gen.OneOf<string>(
            "Prefer", "If-None-Match", "Idempotency-Key", "X-Client-ID", "X-Request-ID", "traceparent", "tracestate", "baggage", "Cookie", "Accept", "Content-Type",
            "Content-Encoding", "Origin", "Range", "X-Forwarded-For", "Last-Event-ID", "Access-Control-Request-Method"),
        Gen.OneOf<string>(Nasty, Bytes.Select(bytes => Encoding.Latin1.GetString(bytes))),
        Gen.OneOf<string>($"GET /v1/download/status/{Samples.Id}", "POST /v1/download/initiate", "GET /v1/downloads", "GET /", "OPTIONS /v1/download/initiate"))
        .SampleAsync(
            async (name, value, line) =>
            {
                const string Body = """{"file_ids":[70000]}""";
                var clean = value.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal);
                var request = $"{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {Body.Length}\r\n"
                    + (name == "Content-Type" ? "" : "Content-Type: application/json\r\n") + $"{name}: {clean}\r\n\r\n{Body}";
                AssertRaw(await RawHttp.SendAsync(_gateway.Address, Encoding.Latin1.GetBytes(request)));
            },
            iter: Rounds);

    [Fact]
    public Task Random_bytes_as_a_request() => Gen.Select(Gen.Bool, Bytes).SampleAsync(
        async (started, bytes) => AssertRaw(await RawHttp.SendAsync(_gateway.Address, started ? [.. "GET /v1/downloads?x="u8, .. bytes] : bytes)), iter: Rounds);

    [Fact]
    public async Task Too_many_and_too_long_headers()
    {
        var many = string.Concat(Enumerable.Range(0, 200).Select(i => $"X-{i}: y\r\n"));
        AssertRaw(await RawHttp.SendAsync(_gateway.Address, Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n")));
        AssertRaw(await RawHttp.SendAsync(_gateway.Address, Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: x\r\nCookie: {new string('c', 40_000)}\r\n\r\n")));
        AssertRaw(await RawHttp.SendAsync(_gateway.Address, Encoding.ASCII.GetBytes($"GET /{new string('p', 10_000)} HTTP/1.1\r\nHost: x\r\n\r\n")));
    }

    private Task<HttpResponseMessage> PostAsync(string path, byte[] body)
    {
        var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return _gateway.Client.PostAsync(path, content, TestContext.Current.CancellationToken);
    }

    private static async Task AssertAnswerAsync(HttpResponseMessage response)
    {
        using (response)
            AssertProblem((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.TextAsync());
    }

    private static void AssertRaw((int Status, string Head, string Body) answer)
    {
        // What is not even HTTP is refused by the server before there is a request: without a body, and closed.
        if (answer.Status is 0 or 304 || (answer.Status is 400 or 408 or 414 or 431 or 505 && answer.Head.Contains("Content-Length: 0", StringComparison.Ordinal)))
            return;

        Assert.Contains("X-Request-ID: ", answer.Head);
        var type = answer.Head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Type: ", StringComparison.Ordinal))?["Content-Type: ".Length..];
        AssertProblem(answer.Status, type, answer.Body);
    }

    private static void AssertProblem(int status, string? type, string body)
    {
        Assert.InRange(status, 200, 499);
        if (status < 400)
            return;

        Assert.Equal(Problem.ContentType, type);
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Contains(problem.GetProperty("code").GetString(), Codes);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
    }
}
