using System.Text.Json.Serialization;
using Downstream.Gateway.Http;

namespace Downstream.Gateway.Diagnostics.Health;

/// <summary>How the shapes of health are written.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(Liveness))]
internal sealed partial class HealthJson : JsonSerializerContext
{
    public static HealthJson Contract { get; } = new(ContractJson.Options());
}
