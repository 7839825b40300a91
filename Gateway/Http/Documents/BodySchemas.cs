using System.Text.Json.Nodes;
using Downstream.Gateway.Http.Requests;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Http.Documents;

/// <summary>A request body, which endpoints read strictly and by themselves.</summary>
internal interface IBodySchema
{
    static abstract string Name { get; }

    static abstract OpenApiSchema Describe();
}

/// <summary><c>{"file_id":70000}</c>.</summary>
internal sealed class FileIdBody : IBodySchema
{
    public static string Name => nameof(FileIdBody);

    public static OpenApiSchema Describe() => Schema(FileIds.OneField, FileId(), new JsonObject { [FileIds.OneField] = 70_000 });

    internal static OpenApiSchema FileId() =>
        new() { Type = JsonSchemaType.Integer, Format = "int32", Minimum = $"{FileIds.Min}", Maximum = $"{FileIds.Max}" };

    internal static OpenApiSchema Schema(string field, OpenApiSchema value, JsonNode example) => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { field },
        Properties = new Dictionary<string, IOpenApiSchema> { [field] = value },
        Examples = [example],
    };
}

/// <summary><c>{"file_ids":[70000,70007]}</c>.</summary>
internal sealed class FileIdsBody : IBodySchema
{
    public static string Name => nameof(FileIdsBody);

    public static OpenApiSchema Describe() => FileIdBody.Schema(
        FileIds.ManyField,
        new OpenApiSchema { Type = JsonSchemaType.Array, MinItems = 1, MaxItems = FileIds.MaxCount, Items = FileIdBody.FileId() },
        new JsonObject { [FileIds.ManyField] = new JsonArray(70_000, 70_007) });
}
