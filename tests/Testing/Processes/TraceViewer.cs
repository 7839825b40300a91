using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Xunit;

namespace Downstream.Testing.Processes;

/// <summary>The Aspire dashboard, a real receiver of OpenTelemetry, started by the command that the README gives for it.</summary>
public sealed class TraceViewer() : ProcessHost("the trace viewer")
{
    private readonly TempFolder _folder = new();
    private readonly int _page = FreePort.Next();
    private readonly int _grpc = FreePort.Next();
    private readonly int _http = FreePort.Next();
    private HttpClient? _client;

    /// <summary>To be given as <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, for gRPC.</summary>
    public string GrpcEndpoint => Url(_grpc);

    /// <summary>To be given as <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, for <c>http/protobuf</c>.</summary>
    public string HttpEndpoint => Url(_http);

    /// <summary>Starts it, or skips the test where there is none for this machine.</summary>
    public static async Task<TraceViewer> StartNewAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
            Assert.Skip("The trace viewer is for Linux on x64");

        var viewer = new TraceViewer();
        try
        {
            await viewer.StartAsync(cancellationToken);
            return viewer;
        }
        catch
        {
            await viewer.DisposeAsync();
            throw;
        }
    }

    /// <summary>What arrived of a trace; nothing yet is empty.</summary>
    public async Task<IReadOnlyList<ViewedSpan>> TraceAsync(string traceId, CancellationToken cancellationToken)
    {
        using var answer = await Client.GetAsync($"/api/telemetry/traces/{traceId}", cancellationToken);
        if (!answer.IsSuccessStatusCode)
            return [];

        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        var data = document.RootElement.TryGetProperty("data", out var inner) ? inner : document.RootElement;
        return
        [
            .. from resource in Items(data, "resourceSpans")
               let service = Attribute(resource.GetProperty("resource"), "service.name")
               let instance = Attribute(resource.GetProperty("resource"), "service.instance.id")
               from scope in Items(resource, "scopeSpans")
               from span in Items(scope, "spans")
               select new ViewedSpan(
                   span.GetProperty("name").GetString()!,
                   span.GetProperty("spanId").GetString()!,
                   span.TryGetProperty("parentSpanId", out var parent) ? parent.GetString() ?? "" : "",
                   service,
                   instance,
                   Nanoseconds(span, "endTimeUnixNano") - Nanoseconds(span, "startTimeUnixNano"),
                   span.GetRawText()),
        ];
    }

    protected override ProcessStartInfo Command() => new(Checkout.Locate(".ci", "viewer"))
    {
        WorkingDirectory = _folder.Path,
        Environment =
        {
            ["ASPNETCORE_URLS"] = Url(_page),
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = GrpcEndpoint,
            ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = HttpEndpoint,
        },
    };

    protected override async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await Client.GetAsync("/", cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    protected override ValueTask CleanUpAsync()
    {
        _client?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private HttpClient Client => _client ??= new HttpClient { BaseAddress = new Uri(Url(_page)), Timeout = TimeSpan.FromSeconds(10) };

    private static string Url(int port) => $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}";

    private static JsonElement.ArrayEnumerator Items(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;

    private static string Attribute(JsonElement owner, string key) => Items(owner, "attributes")
        .Where(attribute => attribute.GetProperty("key").GetString() == key)
        .Select(attribute => attribute.GetProperty("value").GetProperty("stringValue").GetString()!)
        .FirstOrDefault("");

    private static long Nanoseconds(JsonElement span, string name) => long.Parse(span.GetProperty(name).ToString(), CultureInfo.InvariantCulture);
}

/// <summary>A span as the viewer has it.</summary>
public sealed record ViewedSpan(string Name, string SpanId, string ParentId, string Service, string Instance, long Nanoseconds, string Everything);
