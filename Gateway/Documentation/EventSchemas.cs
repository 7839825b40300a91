using Downstream.Gateway.Jobs;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Documentation;

/// <summary>The data of those events that are not a job resource, for clients that generate their types.</summary>
internal static class EventSchemas
{
    public const string File = "FileEvent";
    public const string Progress = "ProgressEvent";

    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent(File, Event("The data of a `file` event: a file reached its outcome.", new Dictionary<string, IOpenApiSchema>
        {
            ["jobId"] = Text("uuid"),
            ["file_id"] = FileIdBody.FileId(),
            ["status"] = Parameters.OneOf(["ready", "failed"]),
            ["size"] = Whole("int64", orNull: true),
            ["error"] = Text(orNull: true),
        }));
        document.AddComponent(Progress, Event("The data of a `progress` event: what moved between two durable facts.", new Dictionary<string, IOpenApiSchema>
        {
            ["jobId"] = Text("uuid"),
            ["status"] = Parameters.OneOf(JobStatusNames.Jobs.Keys),
            ["progress"] = new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" },
            ["readyFiles"] = Whole("int32"),
            ["failedFiles"] = Whole("int32"),
            ["bytesReady"] = Whole("int64"),
            ["estimatedReadyAt"] = Text("date-time", orNull: true),
            ["version"] = Whole("int64"),
        }));
    }

    private static OpenApiSchema Event(string description, Dictionary<string, IOpenApiSchema> fields)
    {
        fields["time"] = Text("date-time");
        var required = fields.Keys.ToHashSet();
        fields["traceparent"] = Text();
        return new OpenApiSchema { Type = JsonSchemaType.Object, Description = description, Properties = fields, Required = required };
    }

    private static OpenApiSchema Text(string? format = null, bool orNull = false) =>
        new() { Type = orNull ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String, Format = format };

    private static OpenApiSchema Whole(string format, bool orNull = false) =>
        new() { Type = orNull ? JsonSchemaType.Integer | JsonSchemaType.Null : JsonSchemaType.Integer, Format = format };
}
