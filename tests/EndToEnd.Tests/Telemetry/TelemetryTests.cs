using System.Net;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing;

namespace Downstream.EndToEnd.Tests.Telemetry;

/// <summary>What an OpenTelemetry collector receives of a job.</summary>
public sealed class TelemetryTests(TelemetryTests.Service service) : IClassFixture<TelemetryTests.Service>
{
    private const string ParentId = "b7ad6b7169203331";

    private static readonly TimeSpan ExportLimit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task One_trace_leads_from_the_request_through_the_grains_to_the_store_also_after_a_restart()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (receiver, gateway) = (service.Receiver, service.Gateway);
        const string TraceId = "0af7651916cd43dd8448eb211c80319c";

        var job = await InitiateAsync(gateway, TraceId, [70000, 70001], cancellationToken);
        await WaitForAsync(receiver, () => receiver.Spans.Any(s => s.TraceId == TraceId && IsRequest(s)), cancellationToken);
        await gateway.Process.KillAsync();
        await gateway.Process.StartAsync(cancellationToken);
        var end = await gateway.WaitForEndAsync(job, cancellationToken);

        Assert.Equal("partially_completed", end.Status);
        Assert.Equal(TraceId, end.TraceId);
        string[] scopes = ["Microsoft.AspNetCore", "Microsoft.Orleans.Application", "Downstream", "System.Net.Http"];
        await WaitForAsync(receiver, () => scopes.All(scope => Has(s => s.Scope.StartsWith(scope, StringComparison.Ordinal))), cancellationToken);
        await WaitForAsync(receiver, () => Has(s => IsRequest(s) && s.ParentId == ParentId), cancellationToken);
        await WaitForAsync(receiver, () => Has(s => s.Name.Contains("IJobGrain", StringComparison.Ordinal)), cancellationToken);
        await WaitForAsync(receiver, () => Has(s => s.Name.Contains("IFileGrain", StringComparison.Ordinal)), cancellationToken);
        Assert.DoesNotContain(receiver.Spans, s => s.Everything.Contains("X-Amz-Signature", StringComparison.Ordinal));
        Assert.DoesNotContain(receiver.Spans, s => s.Everything.Contains(S3Server.SecretAccessKey, StringComparison.Ordinal));

        bool Has(Func<ReceivedSpan, bool> isWanted) => receiver.Spans.Any(s => s.TraceId == TraceId && isWanted(s));
    }

    [Fact]
    public async Task Metrics_and_logs_of_a_job_are_exported()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (receiver, gateway) = (service.Receiver, service.Gateway);
        const string TraceId = "1af7651916cd43dd8448eb211c80319d";

        var job = await InitiateAsync(gateway, TraceId, [70007, 70008], cancellationToken);
        await gateway.WaitForEndAsync(job, cancellationToken);
        string[] subjects = ["job", "file", "byte", "stream"];
        await WaitForAsync(
            receiver,
            () => subjects.All(subject => receiver.Metrics.Keys.Any(m => m.StartsWith("downstream.", StringComparison.Ordinal) && m.Contains(subject, StringComparison.Ordinal))),
            cancellationToken);
        await WaitForAsync(receiver, () => receiver.Logs.Any(log => log.TraceId == TraceId), cancellationToken);
        await WaitForAsync(receiver, () => gateway.Process.Output.Lines.Any(line => line.Contains(TraceId, StringComparison.Ordinal)), cancellationToken);
        Assert.DoesNotContain(receiver.Logs, log => log.Body.Contains("X-Amz-", StringComparison.Ordinal));
    }

    private static async Task<AcceptedJob> InitiateAsync(RunningGateway gateway, string traceId, IEnumerable<int> fileIds, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/download/initiate") { Content = RunningGateway.Body(fileIds) };
        request.Headers.Add("traceparent", $"00-{traceId}-{ParentId}-01");
        using var answer = await gateway.Http.SendAsync(request, cancellationToken);
        Assert.Equal(traceId, answer.Headers.GetValues("X-Trace-ID").Single());
        return await gateway.ReadAsync<AcceptedJob>(answer, HttpStatusCode.Accepted, cancellationToken);
    }

    private static bool IsRequest(ReceivedSpan span) => span.Scope.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal);

    private static Task WaitForAsync(OtlpReceiver receiver, Func<bool> condition, CancellationToken cancellationToken)
    {
        return Poll.UntilAsync(() => Task.FromResult(condition()), ExportLimit, cancellationToken, () =>
        {
            var spans = receiver.Spans.Select(s => $"{s.TraceId} {s.Scope}: {s.Name}").Distinct();
            return $"Spans:\n{string.Join('\n', spans)}\nMetrics: {string.Join(", ", receiver.Metrics.Keys.Order())}\nLogs: {receiver.Logs.Count}";
        });
    }

    /// <summary>One process for these tests, with the collector and the store that it tells of itself and keeps its files in.</summary>
    public sealed class Service : IAsyncLifetime
    {
        internal OtlpReceiver Receiver { get; private set; } = null!;

        internal RunningGateway Gateway { get; private set; } = null!;

        private S3Server Store { get; set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var cancellationToken = TestContext.Current.CancellationToken;
            Receiver = await OtlpReceiver.StartAsync(cancellationToken);
            Store = await S3Server.StartAsync(0, cancellationToken);
            Gateway = await RunningGateway.StartAsync(
                cancellationToken,
                [
                    ("OTEL_EXPORTER_OTLP_ENDPOINT", Receiver.Endpoint),
                    ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                    ("OTEL_BSP_SCHEDULE_DELAY", "200"),
                    ("OTEL_BLRP_SCHEDULE_DELAY", "200"),
                    ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
                    ("DOWNLOAD_DELAY_MIN_MS", "8000"),
                    ("DOWNLOAD_DELAY_MAX_MS", "8000"),
                    .. Store.Settings("telemetry"),
                ]);
            Gateway.Process.Output.Forbid(S3Server.SecretAccessKey);
        }

        public async ValueTask DisposeAsync()
        {
            if (Gateway is not null)
                await Gateway.DisposeAsync();

            if (Store is not null)
                await Store.DisposeAsync();

            if (Receiver is not null)
                await Receiver.DisposeAsync();
        }
    }
}
