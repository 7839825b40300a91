using System.Reflection;
using System.Text.Json.Nodes;
using Downstream.Gateway.Http.Documents;
using Downstream.Gateway.Http.Requests;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Http.Bodies;

/// <summary><c>{"file_id":70000}</c>.</summary>
/// <param name="FileId">The id.</param>
internal sealed record FileIdBody(int FileId) : IBodySchema, IBindableFromHttpContext<FileIdBody>
{
    public static string Name => nameof(FileIdBody);

    public static async ValueTask<FileIdBody?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        (await context.RequestServices.GetRequiredService<JsonBodies>().ReadAsync(context.Request))
            .Then(FileIds.ParseOne)
            .Then<FileIdBody>(id => new FileIdBody(id))
            .Bind(context);

    public static OpenApiSchema Describe() => Schema(FileIds.OneField, FileIdSchema(), new JsonObject { [FileIds.OneField] = 70_000 });

    internal static OpenApiSchema FileIdSchema() =>
        new() { Type = JsonSchemaType.Integer, Format = "int32", Minimum = $"{FileIds.Min}", Maximum = $"{FileIds.Max}" };

    internal static OpenApiSchema Schema(string field, OpenApiSchema value, JsonNode example) => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { field },
        Properties = new Dictionary<string, IOpenApiSchema> { [field] = value },
        Examples = [example],
    };
}
