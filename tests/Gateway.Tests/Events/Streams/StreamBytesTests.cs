using Downstream.Gateway.Tests.Support;

namespace Downstream.Gateway.Tests.Events.Streams;

public sealed class StreamBytesTests
{
    private const string Job = "00000000-0000-7000-8000-000000000001";
    private const string Trace = "0123456789abcdef0123456789abcdef";
    private const string TraceParent = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
    private const string Preamble = "retry: 2000\n: downstream events\n\n";

    private const string Links =
        $$"""{"status":"/v1/download/status/{{Job}}","events":"/v1/download/subscribe/{{Job}}","result":"/v1/download/{{Job}}","files":"/v1/download/{{Job}}/files"}""";

    [Fact]
    public async Task The_head_and_the_first_block_are_sent_before_anything_happens()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();

        using var reader = await gateway.SubscribeAsync(job);

        Assert.Equal("text/event-stream", reader.Response.Content.Headers.GetValues("Content-Type").Single());
        Assert.Equal("no-cache, no-store, no-transform", reader.Response.Headers.NonValidated["Cache-Control"].ToString());
        Assert.Equal("no", reader.Response.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.Empty(reader.Response.Content.Headers.ContentEncoding);
        Assert.Equal(Preamble, await reader.NextBlockAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_is_these_bytes_from_its_head_to_its_end(bool isHandedOver)
    {
        await using var gateway = await TestGateway.StartAsync(isHandedOver ? "STREAM_HAND_OVER=true" : "STREAM_HAND_OVER=false");
        gateway.Time.Advance(TimeSpan.FromMilliseconds(7));
        var job = gateway.Cluster.Existing();
        using var reader = await gateway.SubscribeAsync(job);
        Assert.Equal(isHandedOver, reader.Response.Headers.ConnectionClose == true);
        Assert.Equal(Preamble, await reader.NextBlockAsync());
        Assert.Equal(
            $$$"""
            id: 1
            event: snapshot
            data: {"jobId":"{{{Job}}}","status":"processing","progress":0,"totalFileIds":10,"readyFiles":0,"failedFiles":0,"bytesReady":0,"firstFileIds":[],"createdAt":"2026-01-02T03:04:05.678Z","startedAt":"2026-01-02T03:04:05.678Z","finishedAt":null,"estimatedReadyAt":"2026-01-02T03:05:05.678Z","expiresAt":null,"downloadUrl":null,"size":null,"error":null,"traceId":"{{{Trace}}}","callback":null,"version":1001,"links":{{{Links}}},"time":"2031-05-06T07:08:09.007Z","traceparent":"{{{TraceParent}}}"}


            """,
            await reader.NextBlockAsync());
        await job.WatchedByAsync(1);

        job.Progress(333);
        Assert.Equal(
            $$$"""
            event: progress
            data: {"jobId":"{{{Job}}}","status":"processing","progress":33.3,"readyFiles":0,"failedFiles":0,"bytesReady":0,"estimatedReadyAt":"2026-01-02T03:05:05.678Z","version":1334,"time":"2026-01-02T03:04:06.678Z"}


            """,
            await reader.NextBlockAsync());

        job.File(70000, 1234);
        Assert.Equal(
            $$$"""
            id: 2
            event: file
            data: {"jobId":"{{{Job}}}","file_id":70000,"status":"ready","size":1234,"error":null,"time":"2026-01-02T03:04:07.678Z"}


            """,
            await reader.NextBlockAsync());

        job.File(5, error: "file_not_found");
        Assert.Equal(
            $$$"""
            id: 3
            event: file
            data: {"jobId":"{{{Job}}}","file_id":5,"status":"failed","size":null,"error":"file_not_found","time":"2026-01-02T03:04:08.678Z"}


            """,
            await reader.NextBlockAsync());

        job.End(Downstream.Grains.Abstractions.Jobs.JobStatus.PartiallyCompleted);
        Assert.Equal(
            $$$"""
            id: 4
            event: partially_completed
            data: {"jobId":"{{{Job}}}","status":"partially_completed","progress":18.1,"totalFileIds":10,"readyFiles":1,"failedFiles":1,"bytesReady":1234,"firstFileIds":[],"createdAt":"2026-01-02T03:04:05.678Z","startedAt":"2026-01-02T03:04:05.678Z","finishedAt":"2026-01-02T03:04:09.678Z","estimatedReadyAt":null,"expiresAt":"2026-01-03T03:04:05.678Z","downloadUrl":"https://store.example/archives/1.zip?sig=1","size":5000,"error":null,"traceId":"{{{Trace}}}","callback":null,"version":4185,"links":{{{Links}}},"time":"2026-01-02T03:04:09.678Z","traceparent":"{{{TraceParent}}}"}


            """,
            await reader.RestAsync());
    }

    [Fact]
    public async Task A_link_signed_by_local_disk_starts_with_the_host_that_the_stream_was_asked_of()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        using var reader = await gateway.SubscribeAsync(job);
        await job.WatchedByAsync(1);

        job.End(but: ended => ended with { DownloadUrl = "/v1/files/archives/1.zip?sig=1" });

        var end = (await reader.ToEndAsync())[^1];
        Assert.Equal($"{gateway.Address.ToString().TrimEnd('/')}/v1/files/archives/1.zip?sig=1", end.Json.GetProperty("downloadUrl").GetString());
    }
}
