using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Downstream.Gateway.Diagnostics.Traces.Spans;

namespace Downstream.Gateway.Diagnostics.Traces.Browser;

/// <summary>
/// Spans that a page of the web UI exports, as OTLP in JSON. Anybody can send them, so they are taken strictly, and stripped
/// to what such a page sends.
/// </summary>
internal static partial class BrowserSpans
{
    public const string Service = "downstream-ui";
    public const int MostSpans = 128;

    private const int MostAttributes = 30;
    private const int MostCharacters = 200;
    private const int MostLinks = 8;
    private const int MostEvents = 8;
    private const int ErrorStatus = 2;

    private static readonly TimeSpan Near = TimeSpan.FromMinutes(10);
    private static readonly string[] Kinds = ["internal", "internal", "server", "client", "producer", "consumer"];

    /// <summary>The spans in an <c>ExportTraceServiceRequest</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static IEnumerable<JsonElement> In(JsonElement request) =>
        Items(request, "resourceSpans").SelectMany<JsonElement, JsonElement>(resource => Items(resource, "scopeSpans")).SelectMany<JsonElement, JsonElement>(scope => Items(scope, "spans"));

    /// <returns>The span with its trace's id, or why it is refused.</returns>
    public static (string TraceId, StoredSpan? Span, string? Refusal) Read(JsonElement span, DateTimeOffset now)
    {
        var (traceId, spanId, parent, name) = (Text(span, "traceId"), Text(span, "spanId"), Text(span, "parentSpanId"), Text(span, "name"));
        if (!TraceIds.IsTrace(traceId) || !TraceIds.IsSpan(spanId) || (parent is { Length: > 0 } && !TraceIds.IsSpan(parent)))
            return Refused("ids are not valid");
        if (name is null || !Name().IsMatch(name))
            return Refused("the name is not one of the web UI's");
        if (Time(span, "startTimeUnixNano") is not { } start || Time(span, "endTimeUnixNano") is not { } end || end < start || (start - now).Duration() > Near || (end - now).Duration() > Near)
            return Refused("it does not lie within 10 minutes of now");
        if (Attributes(span) is not { } attributes)
            return Refused("attributes are too many, too long or not the web UI's");

        var status = span.TryGetProperty("status", out var told) && told.ValueKind == JsonValueKind.Object ? told : default;
        return (traceId!, new StoredSpan
        {
            SpanId = spanId!,
            ParentSpanId = parent is { Length: > 0 } ? parent : null,
            Name = name,
            Service = Service,
            Scope = Service,
            Kind = Integer(span, "kind") is { } kind && kind < Kinds.Length ? Kinds[kind] : "internal",
            Start = start,
            Duration = end - start,
            Status = status.ValueKind == JsonValueKind.Object && Integer(status, "code") is { } code ? code == ErrorStatus ? "error" : code == 1 ? "ok" : "unset" : "unset",
            StatusMessage = status.ValueKind == JsonValueKind.Object && Text(status, "message") is { Length: > 0 and <= MostCharacters } message ? SpanAttributes.WithoutQueries(message) : null,
            Attributes = attributes,
            Events = [.. Items(span, "events").Take(MostEvents).Select(e => Event(e, start)).OfType<StoredSpanEvent>()],
            Links = [.. Items(span, "links").Take(MostLinks).Select(Link).OfType<SpanLink>()],
        }, null);

        static (string TraceId, StoredSpan? Span, string? Refusal) Refused(string reason) => (string.Empty, null, reason);
    }

    /// <summary>Null when there is one that no page of the UI sends.</summary>
    private static IReadOnlyDictionary<string, object>? Attributes(JsonElement owner)
    {
        var values = new Dictionary<string, object?>();
        foreach (var attribute in Items(owner, "attributes"))
        {
            if (values.Count == MostAttributes
                || Text(attribute, "key") is not { } key || !Attribute().IsMatch(key)
                || !attribute.TryGetProperty("value", out var value) || value.ValueKind != JsonValueKind.Object
                || Value(value) is not { } plain || plain is string { Length: > MostCharacters })
                return null;

            values[key] = plain;
        }

        return SpanAttributes.Of(values);
    }

    private static StoredSpanEvent? Event(JsonElement e, DateTimeOffset start) =>
        Text(e, "name") is { } name && EventName().IsMatch(name) && Attributes(e) is { } attributes
            ? new StoredSpanEvent(name, Time(e, "timeUnixNano") ?? start, attributes)
            : null;

    private static SpanLink? Link(JsonElement link) =>
        Text(link, "traceId") is { } traceId && TraceIds.IsTrace(traceId) && Text(link, "spanId") is { } spanId && TraceIds.IsSpan(spanId)
            ? new SpanLink(traceId, spanId)
            : null;

    private static object? Value(JsonElement value)
    {
        if (Text(value, "stringValue") is { } text)
            return text;
        if (value.TryGetProperty("boolValue", out var flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return flag.GetBoolean();
        if (value.TryGetProperty("doubleValue", out var number) && number.ValueKind == JsonValueKind.Number)
            return number.GetDouble();

        // 64 bits are text in protobuf's JSON, and some write them as numbers.
        return value.TryGetProperty("intValue", out var whole) && long.TryParse(whole.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
            ? parsed
            : null;
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement owner, string name)
    {
        if (owner.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{name} is expected in an object.");
        if (!owner.TryGetProperty(name, out var items) || items.ValueKind == JsonValueKind.Null)
            return default;

        return items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : throw new FormatException($"{name} is not a list.");
    }

    private static string? Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Integer(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number : null;

    private static DateTimeOffset? Time(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value)
        && ulong.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds)
        && nanoseconds / 100 < (ulong)(DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100))
            : null;

    [GeneratedRegex(@"\A(ui\.[a-z_]{1,40}|GET|POST|DELETE)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(
        @"\A(downstream\.(job\.id|file\.count)|http\.request\.method|url\.template|http\.response\.status_code|error\.type|session\.id|exception\.(type|message)|(navigation|web_vital)\.[a-z_]{1,40})\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\A[a-z][a-z._]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex EventName();
}
