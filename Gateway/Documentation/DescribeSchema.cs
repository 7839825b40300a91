using Downstream.Gateway.Diagnostics;
using Downstream.Gateway.Jobs;
using Downstream.Gateway.Problems;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Documentation;

/// <summary>Names the values of texts that are really choices.</summary>
internal sealed class DescribeSchema : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is { } property && ChoicesOf(property.DeclaringType, property.Name) is { } choices)
            schema.Enum = Parameters.OneOf(choices).Enum;
        return Task.CompletedTask;
    }

    private static IEnumerable<string>? ChoicesOf(Type type, string property) => property switch
    {
        "status" when type == typeof(JobResource) || type == typeof(JobAccepted) => JobStatusNames.Jobs.Keys,
        "status" when type == typeof(JobFileResource) => JobStatusNames.Files.Keys,
        "status" when type == typeof(StartResult) => ["completed", "failed"],
        "status" when type == typeof(HealthReport) => ["healthy", "unhealthy"],
        "code" when type == typeof(ProblemDocument) => ProblemCode.All.Select(code => code.Code),
        _ when type == typeof(HealthParts) => [HealthParts.Ok, HealthParts.Error],
        _ => null,
    };
}
