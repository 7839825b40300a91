using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Downstream.Grains.Abstractions.Telemetry;
using Downstream.Silo.Hosting.Telemetry;

namespace Downstream.Gateway.Diagnostics.Traces.Spans;

/// <summary>What is kept of a span's attributes: so many, so long, without secrets and without whom they are about.</summary>
internal static class SpanAttributes
{
    public const string JobId = DownstreamTelemetry.JobIdTag;
    public const int MostAttributes = 32;
    public const int MostCharacters = 256;

    // Whoever knows a trace's id can read it: neither who asked nor how the code is built is for them.
    private static readonly FrozenSet<string> Private = new[]
    {
        "client.address", "network.peer.address", "network.peer.port", "user_agent.original", "url.query", "exception.stacktrace",
    }.ToFrozenSet();

    public static IReadOnlyDictionary<string, object> None { get; } = FrozenDictionary<string, object>.Empty;

    public static IReadOnlyDictionary<string, object> Of(IEnumerable<KeyValuePair<string, object?>> values)
    {
        Dictionary<string, object>? kept = null;
        foreach (var (name, value) in values)
        {
            if (kept?.Count == MostAttributes)
                break;
            if (value is not null && !Private.Contains(name))
                (kept ??= [])[Shortened(name)] = IsGrainId(name) ? WithoutCaller(value) : Plain(value);
        }

        return kept ?? None;
    }

    public static string Shortened(string text) => text.Length <= MostCharacters ? text : string.Concat(text.AsSpan(0, MostCharacters - 1), "…");

    public static string WithoutQueries(string text) => Shortened(ErrorReporter.WithoutQueries(text));

    public static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number when value.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static bool IsGrainId(string name) => name is "orleans.rpc.target_id" or "orleans.rpc.source_id";

    /// <summary>Without authentication a caller's name is all it takes to be that caller, and it is the key of some grains.</summary>
    private static string WithoutCaller(object value)
    {
        var id = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
        var isPublic = id.StartsWith("job/", StringComparison.Ordinal) || id.StartsWith("file/", StringComparison.Ordinal);
        return isPublic ? Shortened(id) : id.Split('/')[0];
    }

    private static object Plain(object value) => value switch
    {
        bool => value,
        double number => double.IsFinite(number) ? value : number.ToString(CultureInfo.InvariantCulture),
        float number => (double)number,
        long => value,
        int or short or byte or sbyte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        _ => WithoutQueries(Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty),
    };
}
