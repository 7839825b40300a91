using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Downstream.EndToEnd.Tests.Telemetry;

/// <summary>A span as it was exported.</summary>
internal sealed record ReceivedSpan(string TraceId, string SpanId, string ParentId, string Name, string Scope, string Everything);

/// <summary>A log record as it was exported.</summary>
internal sealed record ReceivedLog(string TraceId, string Body);

/// <summary>Takes OTLP over HTTP as protobuf, as a collector does, and keeps what came.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    // Field numbers of opentelemetry.proto, the same for the three signals where they share a layer.
    private const int Resources = 1;
    private const int Scopes = 2;
    private const int Items = 2;
    private const int Scope = 1;
    private const int ScopeName = 1;

    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = [];

    public ConcurrentQueue<ReceivedLog> Logs { get; } = [];

    public ConcurrentDictionary<string, bool> Metrics { get; } = [];

    /// <summary>To be given as <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public string Endpoint => _app.Urls.Single();

    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.MapPost("/v1/traces", context => receiver.TakeAsync(context, receiver.TakeSpan));
        app.MapPost("/v1/metrics", context => receiver.TakeAsync(context, receiver.TakeMetric));
        app.MapPost("/v1/logs", context => receiver.TakeAsync(context, receiver.TakeLog));
        await app.StartAsync(cancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context, Action<ProtobufMessage, string> take)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var export = new ProtobufMessage(body.ToArray());
        foreach (var scope in export.Messages(Resources).SelectMany(resource => resource.Messages(Scopes)))
        {
            var name = scope.Messages(Scope).FirstOrDefault().Text(ScopeName);
            foreach (var item in scope.Messages(Items))
                take(item, name);
        }

        context.Response.ContentType = "application/x-protobuf";
    }

    private void TakeSpan(ProtobufMessage span, string scope) =>
        Spans.Enqueue(new ReceivedSpan(span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), scope, Encoding.Latin1.GetString(span.Raw.Span)));

    private void TakeMetric(ProtobufMessage metric, string scope) => Metrics[metric.Text(1)] = true;

    private void TakeLog(ProtobufMessage record, string scope) =>
        Logs.Enqueue(new ReceivedLog(record.Hex(9), record.Messages(5).FirstOrDefault().Text(1)));
}
