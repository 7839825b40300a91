using Downstream.Gateway.Http.Documents;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Diagnostics.Traces.Browser;

/// <summary>OTLP's <c>ExportTraceServiceRequest</c>, which has a description of its own.</summary>
internal sealed class SpansBody : IBodySchema
{
    public static string Name => nameof(SpansBody);

    public static OpenApiSchema Describe() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "An OTLP ExportTraceServiceRequest in JSON.",
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["resourceSpans"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema() } },
        },
    };
}
