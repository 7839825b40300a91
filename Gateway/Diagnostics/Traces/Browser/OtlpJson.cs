using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Downstream.Gateway.Diagnostics.Traces.Spans;
using Downstream.Gateway.Http;

namespace Downstream.Gateway.Diagnostics.Traces.Browser;

/// <summary>Spans of browsers as an <c>ExportTraceServiceRequest</c> in JSON, under a resource that says only what is known.</summary>
internal static class OtlpJson
{
    public static byte[] Write(IEnumerable<(string TraceId, StoredSpan Span)> spans)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("resourceSpans");
            json.WriteStartObject();
            json.WriteStartObject("resource");
            WriteAttributes(json, new Dictionary<string, object> { ["service.name"] = BrowserSpans.Service, ["service.version"] = ServiceVersion.Text });
            json.WriteEndObject();
            json.WriteStartArray("scopeSpans");
            json.WriteStartObject();
            json.WriteStartObject("scope");
            json.WriteString("name", BrowserSpans.Service);
            json.WriteEndObject();
            json.WriteStartArray("spans");
            foreach (var (traceId, span) in spans)
                WriteSpan(json, traceId, span);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteSpan(Utf8JsonWriter json, string traceId, StoredSpan span)
    {
        json.WriteStartObject();
        json.WriteString("traceId", traceId);
        json.WriteString("spanId", span.SpanId);
        if (span.ParentSpanId is { } parent)
            json.WriteString("parentSpanId", parent);
        json.WriteString("name", span.Name);
        json.WriteNumber("kind", span.Kind switch { "server" => 2, "client" => 3, "producer" => 4, "consumer" => 5, _ => 1 });
        json.WriteString("startTimeUnixNano", Nanoseconds(span.Start));
        json.WriteString("endTimeUnixNano", Nanoseconds(span.End));
        WriteAttributes(json, span.Attributes);
        json.WriteStartArray("events");
        foreach (var e in span.Events)
        {
            json.WriteStartObject();
            json.WriteString("name", e.Name);
            json.WriteString("timeUnixNano", Nanoseconds(e.Time));
            WriteAttributes(json, e.Attributes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("links");
        foreach (var link in span.Links)
        {
            json.WriteStartObject();
            json.WriteString("traceId", link.TraceId);
            json.WriteString("spanId", link.SpanId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("status");
        json.WriteNumber("code", span.Status switch { "ok" => 1, "error" => 2, _ => 0 });
        if (span.StatusMessage is { } message)
            json.WriteString("message", message);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter json, IReadOnlyDictionary<string, object> attributes)
    {
        json.WriteStartArray("attributes");
        foreach (var (key, value) in attributes)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteStartObject("value");
            switch (value)
            {
                case bool flag:
                    json.WriteBoolean("boolValue", flag);
                    break;
                case long whole:
                    json.WriteString("intValue", whole.ToString(CultureInfo.InvariantCulture));
                    break;
                case double number:
                    json.WriteNumber("doubleValue", number);
                    break;
                default:
                    json.WriteString("stringValue", (string)value);
                    break;
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Nanoseconds(DateTimeOffset time) => ((time - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture);
}
