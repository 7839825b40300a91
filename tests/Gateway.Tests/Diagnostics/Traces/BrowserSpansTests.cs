using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Downstream.Gateway.Diagnostics.Traces.Browser;
using Downstream.Gateway.Diagnostics.Traces.Spans;
using Downstream.Gateway.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Downstream.Gateway.Tests.Diagnostics.Traces;

public sealed class BrowserSpansTests
{
    private const string Path = "/v1/telemetry/traces";
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string SpanId = "00f067aa0ba902b7";

    private static readonly (string, string)[] SameOrigin = [("Sec-Fetch-Site", "same-origin")];

    [Fact]
    public async Task A_pages_spans_are_kept_and_sent_on_under_its_own_name()
    {
        await using var collector = await FakeServer.StartAsync(() => Results.Text("{}"));
        await using var gateway = await TestGateway.StartAsync(
            $"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Url}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_EXPORTER_OTLP_HEADERS=x-key=a%20b");
        using var response = await gateway.PostAsync(Path, Request(Json("ui.start_job")), SameOrigin);
        Assert.Equal("{}", await response.TextAsync());

        var span = Assert.Single(gateway.Services.GetRequiredService<SpanStore>().Find(TraceId)!.Spans);
        Assert.Equal(("ui.start_job", "downstream-ui", "client", "error"), (span.Name, span.Service, span.Kind, span.Status));
        Assert.Equal(TestGateway.Start, span.Start);
        Assert.Equal(TimeSpan.FromMilliseconds(250), span.Duration);
        Assert.Equal(3L, span.Attributes["downstream.file.count"]);
        Assert.Equal(SpanId, Assert.Single(span.Links).SpanId);

        await collector.First.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var sent = collector.Requests.First(request => request.Body.Contains("ui.start_job", StringComparison.Ordinal));
        Assert.Equal(("/v1/traces", "a b"), (sent.Path, sent.Key));
        var resource = JsonNode.Parse(sent.Body)!["resourceSpans"]![0]!;
        Assert.Equal("downstream-ui", (string?)resource["resource"]!["attributes"]![0]!["value"]!["stringValue"]);
        Assert.DoesNotContain("pretender", sent.Body);

        // What is sent on reads back as it was.
        using var again = JsonDocument.Parse(sent.Body);
        var read = BrowserSpans.Read(BrowserSpans.In(again.RootElement).Single(), TestGateway.Start);
        Assert.Equal(JsonSerializer.Serialize(span), JsonSerializer.Serialize(read.Span));
    }

    [Theory]
    [InlineData("grpc", 1)]
    [InlineData("http/protobuf", 0)]
    public async Task A_collector_that_takes_no_json_is_told_of_once(string protocol, int lines)
    {
        var logs = new RecordingLogs();
        await using var collector = await FakeServer.StartAsync(() => Results.Text("{}"));
        await using var gateway = await TestGateway.StartAsync(
            builder => builder.Services.AddSingleton<ILoggerProvider>(logs),
            $"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Url}", $"OTEL_EXPORTER_OTLP_PROTOCOL={protocol}");
        using var first = await gateway.PostAsync(Path, Request(Json("GET")), SameOrigin);
        using var second = await gateway.PostAsync(Path, Request(Json("GET")), SameOrigin);
        Assert.Equal(lines, logs.Lines.Count(line => line.Contains("OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("name", "\"GET /secret?token=1\"")]
    [InlineData("name", "\"ui.A\"")]
    [InlineData("traceId", "\"short\"")]
    [InlineData("traceId", "\"00000000000000000000000000000000\"")]
    [InlineData("spanId", "7")]
    [InlineData("parentSpanId", "\"x\"")]
    [InlineData("startTimeUnixNano", "\"0\"")]
    [InlineData("startTimeUnixNano", "\"18446744073709551615\"")]
    [InlineData("endTimeUnixNano", "\"1\"")]
    [InlineData("attributes", """[{"key":"password","value":{"stringValue":"x"}}]""")]
    [InlineData("attributes", """[{"key":"error.type","value":{"stringValue":"LONG"}}]""")]
    [InlineData("attributes", """[{"key":"error.type","value":{"arrayValue":{}}}]""")]
    public async Task A_span_that_no_page_sends_is_refused_and_the_others_taken(string field, string value)
    {
        var bad = Json("GET");
        bad[field] = JsonNode.Parse(value.Replace("LONG", new string('x', 201), StringComparison.Ordinal));
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.PostAsync(Path, Request(bad, Json("POST")), SameOrigin);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var partial = (await response.JsonAsync()).GetProperty("partialSuccess");
        Assert.Equal(1, partial.GetProperty("rejectedSpans").GetInt32());
        Assert.StartsWith("A span was refused: ", partial.GetProperty("errorMessage").GetString());
        Assert.Equal("POST", Assert.Single(gateway.Services.GetRequiredService<SpanStore>().Find(TraceId)!.Spans).Name);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "none", false)]
    [InlineData("Origin", "https://other.example", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Accept", "*/*", false)]
    [InlineData("Origin", "OWN", true)]
    public async Task Spans_are_taken_from_pages_of_this_origin_only(string header, string value, bool taken)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.PostAsync(Path, Request(Json("GET")), (header, value == "OWN" ? gateway.Origin : value));
        if (taken)
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        else
            await response.ProblemAsync(HttpStatusCode.Forbidden, "cross_site");
    }

    [Fact]
    public async Task More_than_a_page_sends_at_once_is_refused()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var many = await gateway.PostAsync(Path, Request([.. Enumerable.Range(0, 129).Select(_ => Json("GET", small: true))]), SameOrigin);
        await many.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "payload_too_large");
        using var large = await gateway.PostAsync(Path, new string(' ', 64 * 1024) + Request(), SameOrigin);
        await large.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "payload_too_large");
        using var text = await gateway.PostAsync(Path, Request(), [.. SameOrigin, ("Content-Encoding", "gzip")]);
        await text.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("{")]
    [InlineData("""{"resourceSpans":3}""")]
    [InlineData("""{"resourceSpans":[3]}""")]
    public async Task What_is_no_export_is_refused(string body)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.PostAsync(Path, body, SameOrigin);
        await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task An_address_sends_sixty_times_a_minute()
    {
        await using var gateway = await TestGateway.StartAsync();
        for (var i = 0; i < 60; i++)
        {
            using var response = await gateway.PostAsync(Path, Request(), SameOrigin);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        using var refused = await gateway.PostAsync(Path, Request(), SameOrigin);
        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    [Fact]
    public void No_text_breaks_the_reader() => Gen.String[0, 300].Sample(text =>
    {
        var span = Json("GET");
        foreach (var field in new[] { "name", "traceId", "spanId", "parentSpanId", "startTimeUnixNano", "status", "attributes", "events", "links", "kind" })
        {
            var changed = (JsonObject)span.DeepClone();
            changed[field] = text;
            using var document = JsonDocument.Parse(changed.ToJsonString());
            try
            {
                BrowserSpans.Read(document.RootElement, TestGateway.Start);
            }
            catch (FormatException)
            {
                // Refused as a whole.
            }
        }
    });

    internal static StoredSpan Span()
    {
        using var document = JsonDocument.Parse(Json("GET").ToJsonString());
        return BrowserSpans.Read(document.RootElement, TestGateway.Start).Span!;
    }

    private static JsonObject Json(string name, bool small = false)
    {
        var start = (TestGateway.Start - DateTimeOffset.UnixEpoch).Ticks * 100;
        var span = new JsonObject
        {
            ["traceId"] = TraceId,
            ["spanId"] = SpanId,
            ["parentSpanId"] = "",
            ["name"] = name,
            ["kind"] = 3,
            ["startTimeUnixNano"] = $"{start}",
            ["endTimeUnixNano"] = $"{start + 250_000_000}",
        };
        if (small)
            return span;

        span["attributes"] = JsonNode.Parse("""[{"key":"downstream.file.count","value":{"intValue":"3"}},{"key":"web_vital.cls","value":{"doubleValue":0.1}},{"key":"url.template","value":{"stringValue":"/v1/downloads"}}]""");
        span["status"] = JsonNode.Parse("""{"code":2,"message":"no"}""");
        span["links"] = JsonNode.Parse($$"""[{"traceId":"{{TraceId}}","spanId":"{{SpanId}}"},{"traceId":"bad"}]""");
        span["events"] = JsonNode.Parse($$$"""[{"name":"exception","timeUnixNano":"{{{start}}}","attributes":[{"key":"exception.type","value":{"stringValue":"T"}}]}]""");
        return span;
    }

    private static string Request(params JsonObject[] spans) => new JsonObject
    {
        ["resourceSpans"] = new JsonArray(new JsonObject
        {
            ["resource"] = JsonNode.Parse("""{"attributes":[{"key":"service.name","value":{"stringValue":"pretender"}}]}"""),
            ["scopeSpans"] = new JsonArray(new JsonObject { ["spans"] = new JsonArray([.. spans]) }),
        }),
    }.ToJsonString();
}
