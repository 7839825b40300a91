using System.Text.Json.Serialization;
using Downstream.Gateway.Diagnostics.Errors;
using Downstream.Gateway.Diagnostics.Performance;
using Downstream.Gateway.Events.Streams;
using Downstream.Gateway.Http;

namespace Downstream.Gateway.Diagnostics;

/// <summary>How the shapes of diagnostics are written.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ErrorList))]
[JsonSerializable(typeof(PerformanceReport))]
[JsonSerializable(typeof(StreamReport))]
internal sealed partial class DiagnosticsJson : JsonSerializerContext
{
    public static DiagnosticsJson Contract { get; } = new(ContractJson.Options());
}
