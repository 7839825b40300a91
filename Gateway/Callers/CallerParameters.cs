using Downstream.Gateway.Http.Documents;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Callers;

/// <summary>How the document describes who asks.</summary>
internal static class CallerParameters
{
    public static OpenApiParameter ClientId { get; } = Parameters.Header(
        Caller.Header, "Who asks; wins over the client_id cookie.", new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[A-Za-z0-9._-]{1,128}$" });
}
