using System.Text.Json.Serialization;
using Downstream.Gateway.Diagnostics.Errors;
using Downstream.Gateway.Diagnostics.Health;
using Downstream.Gateway.Diagnostics.Traces.Spans;
using Downstream.Gateway.Http.Documents;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Jobs.Shapes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Documentation;

/// <summary>Names the values of texts that are really choices.</summary>
internal sealed class DescribeSchema : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is { } property && ChoicesOf(property.DeclaringType, property.Name) is { } choices)
            schema.Enum = (schema.Type?.HasFlag(JsonSchemaType.Null) == true ? Parameters.OneOfOrNull(choices) : Parameters.OneOf(choices)).Enum;
        if (context.JsonPropertyInfo is { } named && IsUri(named.DeclaringType, named.Name) is { } format)
            schema.Format = format;

        // Left out where there is nothing to say, and never null.
        if (context.JsonPropertyInfo?.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: false) == true)
            schema.Type &= ~JsonSchemaType.Null;

        // Only events have these: JobEvent says so.
        if (context.JsonTypeInfo.Type == typeof(JobResource) && context.JsonPropertyInfo is null)
        {
            schema.Properties?.Remove("time");
            schema.Properties?.Remove("traceparent");
        }

        if (context.JsonTypeInfo.Type == typeof(IReadOnlyDictionary<string, object>))
            schema.AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Number | JsonSchemaType.Boolean };
        return Task.CompletedTask;
    }

    private static string? IsUri(Type type, string property) => property switch
    {
        "downloadUrl" when type == typeof(JobResource) || type == typeof(StartResult) => "uri",
        "url" when type == typeof(JobCallback) => "uri",
        _ when type == typeof(JobLinks) => "uri-reference",
        "type" when type == typeof(ProblemDocument) => "uri",
        _ => null,
    };

    private static IEnumerable<string>? ChoicesOf(Type type, string property) => property switch
    {
        "status" when type == typeof(JobResource) || type == typeof(JobAccepted) => JobStatusNames.Jobs.Keys,
        "error" when type == typeof(JobResource) => FailureText.JobCodes,
        "error" when type == typeof(JobFileResource) => FailureText.FileCodes,
        "status" when type == typeof(JobFileResource) => JobStatusNames.Files.Keys,
        "status" when type == typeof(JobCallback) => ["pending", "delivered", "failed"],
        "status" when type == typeof(StartResult) => ["completed", "failed"],
        "status" when type == typeof(HealthReport) => ["healthy", "unhealthy"],
        "code" when type == typeof(ProblemDocument) => ProblemCode.All.Select(code => code.Code),
        "level" when type == typeof(ErrorItem) => ["error", "critical"],
        "source" when type == typeof(ErrorItem) => ["gateway", "silo"],
        "source" when type == typeof(TraceDocument) => ["memory", "jaeger"],
        "source" when type == typeof(TraceList) => ["memory"],
        "kind" when type == typeof(TraceSpan) => ["internal", "server", "client", "producer", "consumer"],
        "status" when type == typeof(TraceSpan) => ["unset", "ok", "error"],
        _ when type == typeof(HealthParts) => [HealthParts.Ok, HealthParts.Error],
        _ => null,
    };
}
