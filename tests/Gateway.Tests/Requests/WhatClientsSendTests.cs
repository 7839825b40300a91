using System.IO.Compression;
using System.Net;
using System.Text;
using Downstream.Gateway.Tests.Support;
using Downstream.Silo.Hosting;
using Microsoft.Extensions.Configuration;

namespace Downstream.Gateway.Tests.Requests;

/// <summary>Strict in what is sent, generous in what is taken.</summary>
public sealed class WhatClientsSendTests
{
    private const string Initiate = "/v1/download/initiate";

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=UTF8")]
    [InlineData("application/json;charset=\"utf-8\"")]
    [InlineData("application/json; version=1")]
    [InlineData("application/json; charset=unicode-1-1-utf-8")]
    [InlineData("Application/Vnd.Api+JSON")]
    public async Task A_body_is_json_in_utf_8_however_its_type_is_spelled_and_with_a_byte_order_mark(string type)
    {
        await using var gateway = await TestGateway.StartAsync();
        byte[] body = [0xEF, 0xBB, 0xBF, .. """{"file_ids":[70000]}"""u8];
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await gateway.Client.PostAsync(Initiate, content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory]
    [InlineData("70000.0")]
    [InlineData("7e4")]
    [InlineData("7E+4")]
    [InlineData("0.7e5")]
    [InlineData("700000e-1")]
    public async Task An_integer_is_one_in_any_way_that_json_writes_it(string number)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.PostAsync(Initiate, $$"""{"file_ids":[{{number}},70000]}""", ("Idempotency-Key", number));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(1, (await response.JsonAsync()).GetProperty("totalFileIds").GetInt32());
    }

    [Theory]
    [InlineData("70000.5", "must be an integer")]
    [InlineData("1e400", "must be from 10000 to 100000000")]
    [InlineData("-7e4", "must be from 10000 to 100000000")]
    [InlineData("\"70000\"", "must be an integer")]
    public async Task What_is_none_is_said_so(string number, string error)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.PostAsync(Initiate, $$"""{"file_ids":[{{number}}]}""");
        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(error, problem.GetProperty("errors").GetProperty("file_ids[0]")[0].GetString());
    }

    [Fact]
    public async Task A_callback_is_refused_by_a_service_that_sends_none()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var refused = await gateway.PostAsync(Initiate, """{"file_ids":[70000],"callbackUrl":"https://example.com/hook"}""");
        await refused.ProblemAsync(HttpStatusCode.BadRequest, "callbacks_disabled");
        using var none = await gateway.PostAsync(Initiate, """{"file_ids":[70000],"callbackUrl":null}""");
        Assert.Equal(HttpStatusCode.Accepted, none.StatusCode);

        using var unknown = await gateway.SendAsync(HttpMethod.Post, $"/v1/download/{Samples.Id}/callback");
        await unknown.ProblemAsync(HttpStatusCode.NotFound, "job_not_found");
        gateway.Cluster.Existing(Samples.Full());
        using var without = await gateway.SendAsync(HttpMethod.Post, $"/v1/download/{Samples.Id}/callback");
        await without.ProblemAsync(HttpStatusCode.Conflict, "no_callback");
    }

    [Theory]
    [InlineData("/openapi")]
    [InlineData("/docs/")]
    [InlineData("/health/live")]
    [InlineData("/v1/downloads")]
    public async Task Head_is_answered_wherever_get_is(string path)
    {
        await using var gateway = await TestGateway.StartAsync("API_DOCS_ENABLED=true");
        using var get = await gateway.GetAsync(path);
        using var head = await gateway.SendAsync(HttpMethod.Head, path);
        Assert.Equal(HttpStatusCode.OK, get.StatusCode);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Header("Content-Type"), head.Header("Content-Type"));
        Assert.Empty(await head.TextAsync());
    }

    [Fact]
    public async Task Options_of_the_server_as_a_whole_is_answered()
    {
        await using var gateway = await TestGateway.StartAsync();
        var answer = await RawHttp.SendAsync(gateway.Address, "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), closes: false);
        Assert.Equal(204, answer.Status);
        Assert.Contains("Allow: GET, HEAD, POST, DELETE, OPTIONS", answer.Head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/downloads", "GET, HEAD, OPTIONS")]
    [InlineData("/v1/download/check", "POST, OPTIONS")]
    [InlineData("/v1/download/initiate", "POST, OPTIONS")]
    [InlineData($"/v1/download/{Samples.Id}", "DELETE, GET, HEAD, OPTIONS")]
    public async Task Options_tells_the_methods_of_an_address(string path, string allow)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.SendAsync(HttpMethod.Options, path);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(allow, response.Header("Allow"));
        using var nowhere = await gateway.SendAsync(HttpMethod.Options, "/nowhere");
        await nowhere.ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true)]
    [InlineData("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true)]
    [InlineData("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-will-be-like", true)]
    [InlineData("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what", false)]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false)]
    public async Task A_trace_context_of_a_later_version_is_continued_by_what_is_known_of_it(string parent, bool continued)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.GetAsync("/", ("traceparent", parent));
        Assert.Equal(continued, response.Header("X-Trace-ID") == "4bf92f3577b34da6a3ce929d0e0e4736");
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData(null)]
    public async Task A_long_list_is_compressed_for_who_asks(string? coding)
    {
        await using var gateway = await TestGateway.StartAsync();
        for (var i = 0; i < 30; i++)
        {
            gateway.Cluster.Caller("anonymous").Add(gateway.Cluster.Existing(Samples.Full() with { JobId = Guid.CreateVersion7() }));
        }

        using var response = await gateway.GetAsync("/v1/downloads", ("Accept-Encoding", coding ?? "identity"));
        Assert.Equal(coding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        await using var content = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using Stream plain = coding switch
        {
            "br" => new BrotliStream(content, CompressionMode.Decompress),
            "gzip" => new GZipStream(content, CompressionMode.Decompress),
            _ => content,
        };
        using var reader = new StreamReader(plain, Encoding.UTF8);
        Assert.StartsWith("{\"items\":[{\"jobId\":", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        using var problem = await gateway.GetAsync("/v1/downloads?limit=0", ("Accept-Encoding", "gzip"));
        await problem.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Theory]
    [InlineData("8080\n")]
    [InlineData("\t8080 \r\n")]
    public void White_space_around_a_setting_does_not_count(string value)
    {
        var settings = new Settings(new ConfigurationBuilder().AddInMemoryCollection([new("PORT", value)]).Build());
        Assert.Equal(8080, settings.Integer("PORT", 3000, 0, 65535));
        Assert.Equal("8080", settings.Text("PORT"));
        Assert.Null(new Settings(new ConfigurationBuilder().AddInMemoryCollection([new("PORT", " \n")]).Build()).Text("PORT"));
    }
}
