using System.Net;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests.Telemetry;

/// <summary>What a real receiver of OpenTelemetry shows of a job in a cluster.</summary>
public sealed class TraceViewerTests
{
    private const string TraceId = "3af7651916cd43dd8448eb211c80319f";
    private const string ClickId = "b7ad6b7169203331";

    private const long DelayNanoseconds = 8_000_000_000;

    [Fact]
    public async Task One_trace_leads_from_the_request_over_a_killed_silo_to_the_bucket()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var viewer = await TraceViewer.StartNewAsync(cancellationToken);
        (string, string)[] settings =
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", viewer.GrpcEndpoint),
            ("OTEL_BSP_SCHEDULE_DELAY", "200"),
            ("DOWNLOAD_DELAY_MIN_MS", "8000"),
            ("DOWNLOAD_DELAY_MAX_MS", "8000"),
        ];
        await using var cluster = await ClusterProcesses.StartAsync(2, 1, settings, cancellationToken);
        await using var gateway = new RunningGateway(cluster.Gateways[0]);

        var job = await InitiateAsync(gateway, cancellationToken);
        IReadOnlyList<ViewedSpan> spans = [];
        await UntilAsync(() => Has("POST /v1/download/initiate") && Has("IJobGrain/Submit") && Has("IFileGrain/Prepare"));
        Assert.Equal(ClickId, One("POST /v1/download/initiate").ParentId);
        var first = spans.First(span => span.Service == "downstream-silo" && span.Name == "IJobGrain/Submit").Instance;
        var silo = cluster.Silos.Single(silo => first.EndsWith($"-{silo.Id}", StringComparison.Ordinal));
        await silo.KillAsync();

        var end = await gateway.WaitForEndAsync(job, cancellationToken);
        Assert.Equal("completed", end.Status);
        Assert.Equal(TraceId, end.TraceId);
        await UntilAsync(() => Has("job") && spans.Count(span => span.Name == "file.wait") == 2 && Has("store.write") && Has("job.write_archive")
            && spans.Any(span => span.Name is "PUT" or "POST" && span.Everything.Contains(ClusterProcesses.Bucket, StringComparison.Ordinal)));

        // The work is below the request, and its times are those that were stored before the silo was killed.
        var request = One("POST /v1/download/initiate").SpanId;
        Assert.Equal(request, One("job").ParentId);
        Assert.NotEqual(first, One("job").Instance);
        Assert.InRange(One("job").Nanoseconds, DelayNanoseconds, long.MaxValue);
        Assert.All(spans.Where(span => span.Name == "file.wait"), wait => Assert.Equal((request, DelayNanoseconds), (wait.ParentId, wait.Nanoseconds / 1_000_000 * 1_000_000)));
        Assert.DoesNotContain(spans, span => span.Everything.Contains("X-Amz-Signature", StringComparison.Ordinal));
        Assert.DoesNotContain(spans, span => span.Everything.Contains(S3Server.SecretAccessKey, StringComparison.Ordinal));

        bool Has(string name) => spans.Any(span => span.Name == name);

        ViewedSpan One(string name) => Assert.Single(spans, span => span.Name == name);

        Task UntilAsync(Func<bool> condition) => Poll.UntilAsync(
            async () =>
            {
                spans = await viewer.TraceAsync(TraceId, cancellationToken);
                return condition();
            },
            Poll.Limit,
            cancellationToken,
            () => string.Join('\n', spans.Select(span => $"{span.Service} {span.Instance} {span.Name}")));
    }

    private static async Task<AcceptedJob> InitiateAsync(RunningGateway gateway, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/download/initiate") { Content = RunningGateway.Body([70000, 70007]) };
        request.Headers.Add("traceparent", $"00-{TraceId}-{ClickId}-01");
        using var answer = await gateway.Http.SendAsync(request, cancellationToken);
        return await gateway.ReadAsync<AcceptedJob>(answer, HttpStatusCode.Accepted, cancellationToken);
    }
}
