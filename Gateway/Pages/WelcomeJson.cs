using System.Text.Json.Serialization;
using Downstream.Gateway.Http;

namespace Downstream.Gateway.Pages;

/// <summary>How the greeting is written.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Welcome))]
internal sealed partial class WelcomeJson : JsonSerializerContext
{
    public static WelcomeJson Contract { get; } = new(ContractJson.Options());
}
