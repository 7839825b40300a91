using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Downstream.Gateway.Diagnostics.Errors;
using Downstream.Gateway.Diagnostics.Performance;
using Downstream.Gateway.Diagnostics.Traces;
using Downstream.Gateway.Events;
using Downstream.Gateway.Jobs;

namespace Downstream.Gateway.Diagnostics;

/// <summary>How the shapes of diagnostics are written: as those of the contract.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(UtcMillisecondsConverter)])]
[JsonSerializable(typeof(ErrorList))]
[JsonSerializable(typeof(PerformanceReport))]
[JsonSerializable(typeof(SpansTaken))]
[JsonSerializable(typeof(StreamReport))]
[JsonSerializable(typeof(TraceDocument))]
[JsonSerializable(typeof(TraceList))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
internal sealed partial class DiagnosticsJson : JsonSerializerContext
{
    public static DiagnosticsJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UtcMillisecondsConverter() },
    });
}
