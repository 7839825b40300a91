using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Downstream.Gateway.Diagnostics.Traces.Spans;
using Downstream.Grains.Abstractions.Telemetry;
using Downstream.Silo.Hosting;

namespace Downstream.Gateway.Diagnostics.Traces.Browser;

/// <summary>
/// Sends the spans of browsers on to the collector, where it takes JSON over HTTP. They are worth one try: what the collector
/// does not take in time, or there is no room for, is dropped and counted.
/// </summary>
internal sealed partial class SpanForwarder : BackgroundService
{
    private const int Room = 1_000;
    private const int MostAtOnce = 128;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly Channel<(string TraceId, StoredSpan Span)> _spans;
    private readonly SpanForwarderTarget _target;
    private readonly Counter<long> _dropped;
    private readonly ILogger<SpanForwarder> _logger;

    public SpanForwarder(SpanForwarderTarget target, IMeterFactory meters, ILogger<SpanForwarder> logger)
    {
        (_target, _logger) = (target, logger);
        _dropped = meters.Create(DownstreamTelemetry.Name).CreateCounter<long>("downstream.ui.spans.dropped", "{span}", "Spans of browsers that did not reach the collector.");
        _spans = Channel.CreateBounded<(string, StoredSpan)>(
            new BoundedChannelOptions(Room) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }, _ => _dropped.Add(1));
    }

    public void Forward(string traceId, StoredSpan span)
    {
        if (_target.Url is not null)
            _spans.Writer.TryWrite((traceId, span));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_target.Url is not { } url)
        {
            if (_target.IsRefused)
                LogNotForwarded(_logger);
            return;
        }

        using var http = new HttpClient { Timeout = Limit };
        while (await _spans.Reader.WaitToReadAsync(stoppingToken))
        {
            var batch = new List<(string, StoredSpan)>();
            while (batch.Count < MostAtOnce && _spans.Reader.TryRead(out var span))
                batch.Add(span);

            await SendAsync(http, url, batch, stoppingToken);
        }
    }

    private async Task SendAsync(HttpClient http, Uri url, List<(string, StoredSpan)> batch, CancellationToken stoppingToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(OtlpJson.Write(batch)) };
            request.Content.Headers.ContentType = new("application/json");
            foreach (var (name, value) in _target.Headers)
                request.Headers.TryAddWithoutValidation(name, value);

            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stoppingToken);
            answer.EnsureSuccessStatusCode();
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException && !stoppingToken.IsCancellationRequested)
        {
            _dropped.Add(batch.Count);
            LogDropped(_logger, batch.Count, failure.GetType().Name);
        }
    }

    [LoggerMessage(2421, LogLevel.Warning, "Spans of browsers are not forwarded to OTEL_EXPORTER_OTLP_ENDPOINT: that takes OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf")]
    private static partial void LogNotForwarded(ILogger logger);

    [LoggerMessage(2422, LogLevel.Debug, "{Count} spans of browsers did not reach the collector: {Reason}")]
    private static partial void LogDropped(ILogger logger, int count, string reason);
}

/// <summary>Where the collector takes spans in JSON.</summary>
/// <param name="Url">Null where it does not.</param>
/// <param name="Headers">What it wants to be told, such as a key.</param>
/// <param name="IsRefused">Whether there is a collector that takes no JSON.</param>
internal sealed record SpanForwarderTarget(Uri? Url, IReadOnlyList<KeyValuePair<string, string>> Headers, bool IsRefused)
{
    public static SpanForwarderTarget Read(Settings settings)
    {
        if (settings.Url("OTEL_EXPORTER_OTLP_ENDPOINT", "http", "https") is not { } endpoint)
            return new(null, [], IsRefused: false);
        if (settings.Text("OTEL_EXPORTER_OTLP_PROTOCOL") != "http/protobuf")
            return new(null, [], IsRefused: true);

        var headers = settings.Text("OTEL_EXPORTER_OTLP_HEADERS", string.Empty)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(header => header.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(header => header.Length == 2)
            .Select(header => KeyValuePair.Create(header[0], Uri.UnescapeDataString(header[1])));
        return new(new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1/traces"), [.. headers], IsRefused: false);
    }
}
