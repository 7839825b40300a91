using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Downstream.Gateway.Diagnostics.Traces.Spans;
using Downstream.Gateway.Tests.Support;
using Downstream.Grains.Abstractions.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry.Trace;

namespace Downstream.Gateway.Tests.Diagnostics.Traces;

public sealed class TracesTests
{
    private const string Path = "/v1/diagnostics/traces";

    [Fact]
    public async Task A_command_is_recorded_and_its_trace_says_whether_its_job_runs()
    {
        await using var gateway = await TestGateway.StartAsync("JAEGER_UI_URL=https://jaeger.example/ui/");
        using var accepted = await gateway.PostAsync("/v1/download/initiate", """{"file_ids":[70000]}""");
        var traceId = accepted.Header("X-Trace-ID")!;
        var job = (await accepted.JsonAsync()).GetProperty("jobId").GetString()!;

        var (trace, tag) = await ReadAsync(gateway, traceId);
        Assert.Equal(("memory", true, false), (trace.GetProperty("source").GetString(), trace.GetProperty("running").GetBoolean(), trace.GetProperty("partial").GetBoolean()));
        Assert.Equal($"https://jaeger.example/ui/trace/{traceId}", trace.GetProperty("jaegerUrl").GetString());
        var span = Assert.Single(trace.GetProperty("spans").EnumerateArray());
        Assert.Equal("POST /v1/download/initiate", span.GetProperty("name").GetString());
        Assert.Equal("server", span.GetProperty("kind").GetString());
        Assert.Equal(JsonValueKind.Null, span.GetProperty("parentSpanId").ValueKind);
        Assert.Equal(202, span.GetProperty("attributes").GetProperty("http.response.status_code").GetInt32());
        Assert.Equal(job, span.GetProperty("attributes").GetProperty("downstream.job.id").GetString());

        // A proxy that compresses weakens the tag, and a cache names all that it has.
        foreach (var known in (string[])[tag, $"W/{tag}", $"\"other\", {tag}", "*"])
        {
            using var same = await gateway.GetAsync($"{Path}/{traceId}", ("If-None-Match", known));
            Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        }

        using var other = await gateway.GetAsync($"{Path}/{traceId}", ("If-None-Match", "\"other\", nonsense"));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        gateway.Cluster.Existing(Samples.Job(Guid.Parse(job), JobStatus.Completed, TestGateway.Start));
        using var ended = await gateway.GetAsync($"{Path}/{traceId}", ("If-None-Match", tag));
        Assert.False((await ended.JsonAsync()).GetProperty("running").GetBoolean());

        using var list = await gateway.GetAsync(Path);
        Assert.Contains((await list.JsonAsync()).GetProperty("items").EnumerateArray(), item => item.GetProperty("traceId").GetString() == traceId && item.GetProperty("jobId").GetString() == job);
    }

    [Theory]
    [InlineData("GET", "/v1/downloads", null, false)]
    [InlineData("GET", "/v1/downloads", "01", true)]
    [InlineData("POST", "/v1/download/check", null, true)]
    [InlineData("POST", "/v1/download/check", "00", false)]
    [InlineData("DELETE", $"/v1/download/{Samples.Id}", null, true)]
    [InlineData("GET", "/health/live", "01", false)]
    public async Task Without_a_collector_only_commands_and_what_a_recorded_parent_began_is_kept(string method, string path, string? parentFlags, bool kept)
    {
        await using var gateway = await TestGateway.StartAsync();
        var traceId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        using var answer = await gateway.SendAsync(
            new HttpMethod(method), path, method == "POST" ? """{"file_id":70000}""" : null, parentFlags is null ? [] : [("traceparent", $"00-{traceId}-b7ad6b7169203331-{parentFlags}")]);
        var store = gateway.Services.GetRequiredService<SpanStore>();
        if (kept)
            await WrittenAsync(store, answer.Header("X-Trace-ID")!);
        else
            Assert.Null(store.Find(answer.Header("X-Trace-ID")!));
    }

    [Fact]
    public void Commands_that_come_too_fast_to_be_kept_are_not_recorded()
    {
        var time = new FakeTimeProvider(TestGateway.Start);
        var sampler = new CommandSampler(time);
        Assert.Equal(CommandSampler.MostPerSecond, Enumerable.Range(0, 200).Count(_ => IsRecorded(default)));
        Assert.True(IsRecorded(new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded)));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(IsRecorded(default));

        bool IsRecorded(ActivityContext parent) => sampler.ShouldSample(
            new SamplingParameters(parent, ActivityTraceId.CreateRandom(), "request", ActivityKind.Server, [new("http.request.method", "POST")], null)).Decision == SamplingDecision.RecordAndSample;
    }

    [Fact]
    public async Task With_no_room_for_spans_none_is_recorded()
    {
        await using var gateway = await TestGateway.StartAsync("TRACE_STORE_SPANS=0");
        using var answer = await gateway.PostAsync("/v1/download/check", """{"file_id":70000}""");
        using var trace = await gateway.GetAsync($"{Path}/{answer.Header("X-Trace-ID")}");
        await trace.ProblemAsync(HttpStatusCode.NotFound, "trace_not_found");
    }

    [Theory]
    [InlineData("0af7651916cd43dd8448eb211c80319c")]
    [InlineData("0AF7651916CD43DD8448EB211C80319C")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("short")]
    public async Task An_unknown_trace_is_not_found(string id)
    {
        await using var gateway = await TestGateway.StartAsync("DIAGNOSTICS_ACCESS=off");
        using var response = await gateway.GetAsync($"{Path}/{id}");
        await response.ProblemAsync(HttpStatusCode.NotFound, "trace_not_found");
    }

    [Fact]
    public async Task Beside_other_processes_it_says_that_it_has_a_part_only()
    {
        await using var gateway = await TestGateway.StartAsync("REDIS_URL=redis://127.0.0.1:1");
        using var answer = await gateway.PostAsync("/v1/download/check", """{"file_id":70000}""");
        var (trace, _) = await ReadAsync(gateway, answer.Header("X-Trace-ID")!);
        Assert.True(trace.GetProperty("partial").GetBoolean());
    }

    private static async Task<(JsonElement Trace, string Tag)> ReadAsync(TestGateway gateway, string traceId)
    {
        await WrittenAsync(gateway.Services.GetRequiredService<SpanStore>(), traceId);
        using var response = await gateway.GetAsync($"{Path}/{traceId}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.JsonAsync(), response.Header("ETag")!);
    }

    /// <summary>A request's span ends after its answer is out.</summary>
    private static async Task WrittenAsync(SpanStore store, string traceId)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (store.Find(traceId) is null)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
