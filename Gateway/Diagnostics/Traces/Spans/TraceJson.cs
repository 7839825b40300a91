using System.Text.Json.Serialization;
using Downstream.Gateway.Http;

namespace Downstream.Gateway.Diagnostics.Traces.Spans;

/// <summary>How the shapes of traces are written.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TraceDocument))]
[JsonSerializable(typeof(TraceList))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
internal sealed partial class TraceJson : JsonSerializerContext
{
    public static TraceJson Contract { get; } = new(ContractJson.Options());
}
