using System.Text.Json;
using Downstream.Gateway.Diagnostics.Traces.Spans;

namespace Downstream.Gateway.Diagnostics.Traces.Jaeger;

/// <summary>Spans as Jaeger's query API writes them.</summary>
internal static class JaegerSpans
{
    private const int MostSpans = 20_000;

    public static IReadOnlyList<StoredSpan> Read(JsonElement answer)
    {
        var spans = new List<StoredSpan>();
        if (!answer.TryGetProperty("data", out var traces) || traces.ValueKind != JsonValueKind.Array)
            return spans;

        foreach (var trace in traces.EnumerateArray())
        {
            var services = trace.GetProperty("processes").EnumerateObject()
                .ToDictionary(process => process.Name, process => process.Value.GetProperty("serviceName").GetString() ?? string.Empty);
            spans.AddRange(trace.GetProperty("spans").EnumerateArray().Take(MostSpans - spans.Count).Select(span => Read(span, services)));
        }

        return spans;
    }

    private static StoredSpan Read(JsonElement span, Dictionary<string, string> services)
    {
        var tags = Values(span, "tags");
        var traceId = Id(span.GetProperty("traceID"), 32);
        var (parent, links) = References(span, traceId);
        return new StoredSpan
        {
            SpanId = Id(span.GetProperty("spanID"), 16),
            ParentSpanId = parent,
            Name = SpanAttributes.Shortened(span.GetProperty("operationName").GetString() ?? string.Empty),
            Service = services.GetValueOrDefault(span.GetProperty("processID").GetString() ?? string.Empty, string.Empty),
            Scope = Text(tags, "otel.scope.name") ?? Text(tags, "otel.library.name") ?? string.Empty,
            Kind = Text(tags, "span.kind") is "server" or "client" or "producer" or "consumer" ? Text(tags, "span.kind")! : "internal",
            Start = Time(span.GetProperty("startTime")),
            Duration = TimeSpan.FromMicroseconds(span.GetProperty("duration").GetInt64()),
            Status = Text(tags, "otel.status_code") switch
            {
                "ERROR" => "error",
                "OK" => "ok",
                _ => tags.GetValueOrDefault("error") is true or "true" ? "error" : "unset",
            },
            StatusMessage = Text(tags, "otel.status_description"),
            Attributes = SpanAttributes.Of(tags.Where(tag => !tag.Key.StartsWith("otel.", StringComparison.Ordinal) && tag.Key is not ("span.kind" or "error" or "internal.span.format"))),
            Events = span.TryGetProperty("logs", out var logs) && logs.ValueKind == JsonValueKind.Array ? [.. logs.EnumerateArray().Select(Event)] : [],
            Links = links,
        };
    }

    /// <summary>A parent is a child-of within the trace; whatever else is referred to is only linked.</summary>
    private static (string? Parent, IReadOnlyList<SpanLink> Links) References(JsonElement span, string traceId)
    {
        string? parent = null;
        var links = new List<SpanLink>();
        if (!span.TryGetProperty("references", out var references) || references.ValueKind != JsonValueKind.Array)
            return (parent, links);

        foreach (var reference in references.EnumerateArray())
        {
            var (trace, id) = (Id(reference.GetProperty("traceID"), 32), Id(reference.GetProperty("spanID"), 16));
            if (parent is null && trace == traceId && reference.GetProperty("refType").GetString() == "CHILD_OF")
                parent = id;
            else
                links.Add(new SpanLink(trace, id));
        }

        return (parent, links);
    }

    private static StoredSpanEvent Event(JsonElement log)
    {
        var fields = Values(log, "fields");
        return new StoredSpanEvent(
            Text(fields, "event") ?? Text(fields, "message") ?? "log", Time(log.GetProperty("timestamp")), SpanAttributes.Of(fields.Where(field => field.Key != "event")));
    }

    private static Dictionary<string, object?> Values(JsonElement owner, string name)
    {
        var values = new Dictionary<string, object?>();
        if (!owner.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
            return values;

        foreach (var item in list.EnumerateArray())
            values[item.GetProperty("key").GetString() ?? string.Empty] = SpanAttributes.Plain(item.GetProperty("value"));
        return values;
    }

    private static string? Text(Dictionary<string, object?> values, string name) => values.GetValueOrDefault(name) as string;

    private static DateTimeOffset Time(JsonElement microseconds) => DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(microseconds.GetInt64());

    /// <summary>Jaeger leaves leading zeros out.</summary>
    private static string Id(JsonElement id, int length) => (id.GetString() ?? string.Empty).PadLeft(length, '0');
}
