using System.Text.Json.Serialization;

namespace Downstream.Gateway.Files;

/// <summary>The answer to <c>check</c>.</summary>
internal sealed record CheckResult
{
    [JsonPropertyName("file_id")]
    public required int FileId { get; init; }

    public required bool Available { get; init; }

    /// <summary>The file's key in the store; null when not available.</summary>
    public required string? S3Key { get; init; }

    /// <summary>Bytes; null when not available, or when the origin does not say.</summary>
    public required long? Size { get; init; }
}
