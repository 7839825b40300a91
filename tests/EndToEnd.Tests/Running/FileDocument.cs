using System.Text.Json.Serialization;

namespace Downstream.EndToEnd.Tests.Running;

/// <summary>A file in a job's list as a client reads it.</summary>
internal sealed record FileDocument
{
    [JsonPropertyName("file_id")]
    public required int FileId { get; init; }

    public required string Status { get; init; }

    public required string? Error { get; init; }

    public required long? EventId { get; init; }
}

/// <summary>A page of a list.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
