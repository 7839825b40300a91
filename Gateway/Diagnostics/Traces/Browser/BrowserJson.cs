using System.Text.Json.Serialization;
using Downstream.Gateway.Http;

namespace Downstream.Gateway.Diagnostics.Traces.Browser;

/// <summary>How the answer to exported spans is written.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SpansTaken))]
internal sealed partial class BrowserJson : JsonSerializerContext
{
    public static BrowserJson Contract { get; } = new(ContractJson.Options());
}
