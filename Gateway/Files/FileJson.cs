using System.Text.Json.Serialization;
using Downstream.Gateway.Http;

namespace Downstream.Gateway.Files;

/// <summary>How the shapes of files are written.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CheckResult))]
internal sealed partial class FileJson : JsonSerializerContext
{
    public static FileJson Contract { get; } = new(ContractJson.Options());
}
