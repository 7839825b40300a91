using Downstream.Gateway.Http.Documents;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Diagnostics;

/// <summary>How the document describes what diagnostics are asked with.</summary>
internal static class DiagnosticsParameters
{
    public static OpenApiParameter Window { get; } = Parameters.Query(
        "window", "How many seconds to look back.", new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Enum = [60, 300, 3600] });

    public static OpenApiParameter AfterError { get; } = Parameters.Query(
        "after", "Only errors that came, or came again, after the one with this id.", new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0" });
}
