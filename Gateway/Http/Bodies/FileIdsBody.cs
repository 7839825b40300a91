using System.Reflection;
using System.Text.Json.Nodes;
using Downstream.Gateway.Http.Documents;
using Downstream.Gateway.Http.Requests;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Http.Bodies;

/// <summary><c>{"file_ids":[70000,70007]}</c>.</summary>
/// <param name="FileIds">The distinct ids in the order given.</param>
internal sealed record FileIdsBody(int[] FileIds) : IBodySchema, IBindableFromHttpContext<FileIdsBody>
{
    public static string Name => nameof(FileIdsBody);

    public static async ValueTask<FileIdsBody?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        (await context.RequestServices.GetRequiredService<JsonBodies>().ReadAsync(context.Request))
            .Then(Requests.FileIds.ParseMany)
            .Then<FileIdsBody>(ids => new FileIdsBody(ids))
            .Bind(context);

    public static OpenApiSchema Describe() => FileIdBody.Schema(
        Requests.FileIds.ManyField,
        new OpenApiSchema { Type = JsonSchemaType.Array, MinItems = 1, MaxItems = Requests.FileIds.MaxCount, Items = FileIdBody.FileIdSchema() },
        new JsonObject { [Requests.FileIds.ManyField] = new JsonArray(70_000, 70_007) });
}
