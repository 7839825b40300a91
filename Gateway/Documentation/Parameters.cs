using System.Text.Json.Nodes;
using Downstream.Gateway.Callers;
using Downstream.Gateway.Jobs;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Documentation;

/// <summary>The headers and query parameters that endpoints read by themselves, as the document describes them.</summary>
internal static class Parameters
{
    public static OpenApiParameter ClientId { get; } = Header(
        Caller.Header, "Who asks; wins over the client_id cookie.", new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[A-Za-z0-9._-]{1,128}$" });

    public static OpenApiParameter IdempotencyKey { get; } = Header(
        Requests.IdempotencyKey.Header,
        "The same key from the same caller with the same body gives the same job, for as long as that lives.",
        new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 255, Pattern = "^[!-~]+$" });

    public static OpenApiParameter Prefer { get; } = Header(
        "Prefer", "`wait=N` holds the request for up to N seconds; `respond-async` (start only) answers at once.", Text());

    public static OpenApiParameter IfNoneMatch { get; } = Header("If-None-Match", "The ETag that the client has.", Text());

    public static OpenApiParameter LastEventId { get; } = Header("Last-Event-ID", "The last event that the client has; resumes after it.", Text());

    public static OpenApiParameter LastEventIdQuery { get; } = Query("lastEventId", "The same, for clients that cannot set headers.", Text());

    public static OpenApiParameter JobStatus { get; } = Query("status", "Only jobs in this state.", OneOf(JobStatusNames.Jobs.Keys));

    public static OpenApiParameter FileStatus { get; } = Query("status", "Only files in this state.", OneOf(JobStatusNames.Files.Keys));

    public static OpenApiParameter Limit { get; } = Query(
        "limit", "At most so many items.", new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1", Maximum = "1000" });

    public static OpenApiParameter Window { get; } = Query(
        "window", "How many seconds to look back.", new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Enum = [60, 300, 3600] });

    public static OpenApiParameter AfterError { get; } = Query(
        "after", "Only errors that came, or came again, after the one with this id.", new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0" });

    public static OpenApiParameter Cursor { get; } = Query(Requests.Cursor.Parameter, "The `next` of the page before; opaque.", Text());

    public static OpenApiParameter SentryTest { get; } = Query(
        "sentry_test", "`true` fails on purpose, to see that errors are reported.", new OpenApiSchema { Type = JsonSchemaType.Boolean });

    public static OpenApiSchema OneOf(IEnumerable<string> names) =>
        new() { Type = JsonSchemaType.String, Enum = [.. names.Select(name => (JsonNode)name)] };

    /// <summary>One of the names, or null: which an enumeration has to list too.</summary>
    public static OpenApiSchema OneOfOrNull(IEnumerable<string> names) => new()
    {
        Type = JsonSchemaType.String | JsonSchemaType.Null,
        Enum = [.. names.Select(name => (JsonNode)name), JsonNullSentinel.JsonNull],
    };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiParameter Header(string name, string description, OpenApiSchema schema) =>
        new() { Name = name, In = ParameterLocation.Header, Description = description, Schema = schema };

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };
}
