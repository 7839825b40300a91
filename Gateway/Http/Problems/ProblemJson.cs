using System.Text.Json.Serialization;

namespace Downstream.Gateway.Http.Problems;

/// <summary>How problems are written.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ProblemJson : JsonSerializerContext
{
    public static ProblemJson Contract { get; } = new(ContractJson.Options());
}
