using System.Text.Json.Serialization;
using Downstream.Gateway.Http;

namespace Downstream.Gateway.Jobs.Shapes;

/// <summary>How the shapes of jobs are written.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(JobAccepted))]
[JsonSerializable(typeof(JobFileList))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(JobResource))]
[JsonSerializable(typeof(StartResult))]
internal sealed partial class JobJson : JsonSerializerContext
{
    public static JobJson Contract { get; } = new(ContractJson.Options());
}
