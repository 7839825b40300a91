using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Http.Documents;

/// <summary>The headers and query parameters that endpoints read by themselves, as the document describes them. Those of one feature are beside it.</summary>
internal static class Parameters
{
    public static OpenApiParameter IdempotencyKey { get; } = Header(
        Requests.IdempotencyKey.Header,
        "The same key from the same caller with the same body gives the same job, for as long as that lives.",
        new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 255, Pattern = "^[!-~]+$" });

    public static OpenApiParameter Prefer { get; } = Header(
        "Prefer", "`wait=N` holds the request for up to N seconds; `respond-async` (start only) answers at once.", Text());

    public static OpenApiParameter IfNoneMatch { get; } = Header("If-None-Match", "The ETag that the client has.", Text());

    public static OpenApiParameter Limit { get; } = Query(
        "limit", "At most so many items.", new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1", Maximum = "1000" });

    public static OpenApiParameter Cursor { get; } = Query(Requests.Cursor.Parameter, "The `next` of the page before; opaque.", Text());

    public static OpenApiSchema OneOf(IEnumerable<string> names) =>
        new() { Type = JsonSchemaType.String, Enum = [.. names.Select(name => (JsonNode)name)] };

    /// <summary>One of the names, or null: which an enumeration has to list too.</summary>
    public static OpenApiSchema OneOfOrNull(IEnumerable<string> names) => new()
    {
        Type = JsonSchemaType.String | JsonSchemaType.Null,
        Enum = [.. names.Select(name => (JsonNode)name), JsonNullSentinel.JsonNull],
    };

    public static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    public static OpenApiParameter Header(string name, string description, OpenApiSchema schema) =>
        new() { Name = name, In = ParameterLocation.Header, Description = description, Schema = schema };

    public static OpenApiParameter Query(string name, string description, OpenApiSchema schema) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };
}
