using Downstream.Gateway.Http.Bodies;
using Downstream.Gateway.Http.Documents;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Jobs.Shapes;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Documentation;

/// <summary>The data of those events that are not a job resource, for clients that generate their types.</summary>
internal static class EventSchemas
{
    public const string File = "FileEvent";
    public const string Progress = "ProgressEvent";
    public const string Job = "JobEvent";
    public const string Ping = "PingEvent";

    /// <summary>From the name of an event to its data: what a client's types of a stream are made of.</summary>
    public const string All = "JobStreamEvents";

    private static readonly string[] JobEvents = ["snapshot", "completed", "partially_completed", "failed", "cancelled"];

    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent(File, Event("The data of a `file` event: a file reached its outcome.", new Dictionary<string, IOpenApiSchema>
        {
            ["jobId"] = Text("uuid"),
            ["file_id"] = FileIdBody.FileIdSchema(),
            ["status"] = Parameters.OneOf(["ready", "failed"]),
            ["size"] = Whole("int64", orNull: true),
            ["error"] = Parameters.OneOfOrNull(FailureText.FileCodes),
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
        document.AddComponent(Job, new OpenApiSchema
        {
            Description = "The data of a `snapshot`, and of the events that end a job: the job resource, and when that was.",
            AllOf = [new OpenApiSchemaReference(nameof(JobResource), document), Event(string.Empty, [])],
        });
        document.AddComponent(Ping, Event("The data of a `ping`: nothing else was to be sent.", []));
        document.AddComponent(All, new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "The data of every event of a stream, by the event's name.",
            Properties = Events().ToDictionary(pair => pair.Name, pair => (IOpenApiSchema)new OpenApiSchemaReference(pair.Schema, document)),
            Required = Events().Select(pair => pair.Name).ToHashSet(),
        });
    }

    private static IEnumerable<(string Name, string Schema)> Events() =>
        JobEvents.Select(name => (name, Job)).Append(("file", File)).Append(("progress", Progress)).Append(("ping", Ping));

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
