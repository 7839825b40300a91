using System.Net;
using System.Text.Json;
using Downstream.Gateway.Diagnostics.Traces.Spans;
using Downstream.Gateway.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Diagnostics.Traces;

public sealed class JaegerTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    private const string Answer =
        """
        {"data":[{"traceID":"af7651916cd43dd8448eb211c80319c","spans":[
          {"traceID":"af7651916cd43dd8448eb211c80319c","spanID":"1b","operationName":"file.prepare","references":[
             {"refType":"FOLLOWS_FROM","traceID":"af7651916cd43dd8448eb211c80319c","spanID":"2c"},
             {"refType":"CHILD_OF","traceID":"1111651916cd43dd8448eb211c80319c","spanID":"3d"},
             {"refType":"CHILD_OF","traceID":"af7651916cd43dd8448eb211c80319c","spanID":"1a"}],
           "startTime":1922425689001000,"duration":2500,"processID":"p2","tags":[
             {"key":"otel.scope.name","type":"string","value":"Downstream"},{"key":"otel.status_code","type":"string","value":"ERROR"},
             {"key":"otel.status_description","type":"string","value":"file_not_found"},{"key":"error","type":"bool","value":true},
             {"key":"downstream.file.id","type":"int64","value":70001},{"key":"ratio","type":"float64","value":0.5}],
           "logs":[{"timestamp":1922425689002000,"fields":[{"key":"event","type":"string","value":"exception"},
             {"key":"exception.type","type":"string","value":"T"},{"key":"exception.stacktrace","type":"string","value":"s3cret"}]}]},
          {"traceID":"af7651916cd43dd8448eb211c80319c","spanID":"1a","operationName":"POST","references":[],
           "startTime":1922425689000000,"duration":1000,"processID":"p1","tags":[{"key":"span.kind","type":"string","value":"server"}],"logs":null}],
         "processes":{"p1":{"serviceName":"downstream-gateway"},"p2":{"serviceName":"downstream-silo"}}}]}
        """;

    [Fact]
    public async Task Its_traces_come_in_the_services_shape_and_links_are_no_parents()
    {
        await using var jaeger = await FakeServer.StartAsync(() => Results.Text(Answer, "application/json"));
        await using var gateway = await TestGateway.StartAsync($"JAEGER_QUERY_URL={jaeger.Url}/base/");
        using var response = await gateway.GetAsync($"/v1/diagnostics/traces/{TraceId}");
        var trace = await response.JsonAsync();

        Assert.Equal($"/base/api/traces/{TraceId}", Assert.Single(jaeger.Requests).Path);
        Assert.Equal(("jaeger", 3500, 2), (trace.GetProperty("source").GetString(), trace.GetProperty("durationUs").GetInt64(), trace.GetProperty("spanCount").GetInt32()));
        Assert.Equal("2030-12-02T07:08:09.000Z", trace.GetProperty("startTime").GetString());
        var spans = trace.GetProperty("spans");
        Assert.Equal("server", spans[0].GetProperty("kind").GetString());
        Assert.Equal(JsonValueKind.Null, spans[0].GetProperty("parentSpanId").ValueKind);
        Assert.Equal(
            """
            {"spanId":"000000000000001b","parentSpanId":"000000000000001a","name":"file.prepare","service":"downstream-silo","scope":"Downstream","kind":"internal","startUs":1000,"durationUs":2500,"status":"error","statusMessage":"file_not_found","attributes":{"downstream.file.id":70001,"ratio":0.5},"events":[{"name":"exception","timeUs":2000,"attributes":{"exception.type":"T"}}],"links":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"000000000000002c"},{"traceId":"1111651916cd43dd8448eb211c80319c","spanId":"000000000000003d"}]}
            """,
            spans[1].GetRawText());
    }

    [Fact]
    public async Task What_it_does_not_have_yet_comes_from_memory()
    {
        await using var jaeger = await FakeServer.StartAsync(() => Results.NotFound());
        await using var gateway = await TestGateway.StartAsync($"JAEGER_QUERY_URL={jaeger.Url}");
        gateway.Services.GetRequiredService<SpanStore>().AddForeign(TraceId, BrowserSpansTests.Span());
        using var response = await gateway.GetAsync($"/v1/diagnostics/traces/{TraceId}");
        Assert.Equal("memory", (await response.JsonAsync()).GetProperty("source").GetString());
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, """{"data":[{"spans":3}]}""")]
    [InlineData(200, "large")]
    public async Task One_that_does_not_answer_as_it_should_is_unavailable(int status, string body)
    {
        var content = body == "large" ? new string(' ', 9 * 1024 * 1024) : body;
        await using var jaeger = await FakeServer.StartAsync(() => Results.Text(content, "application/json", statusCode: status));
        await using var gateway = await TestGateway.StartAsync($"JAEGER_QUERY_URL={jaeger.Url}");
        using var response = await gateway.GetAsync($"/v1/diagnostics/traces/{TraceId}");
        await response.ProblemAsync(HttpStatusCode.ServiceUnavailable, "traces_unavailable");
        Assert.NotNull(response.Header("Retry-After"));
    }
}
