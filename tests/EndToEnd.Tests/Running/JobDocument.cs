using System.Text.Json.Serialization;

namespace Downstream.EndToEnd.Tests.Running;

/// <summary>The job resource as a client reads it.</summary>
internal sealed record JobDocument
{
    public required string JobId { get; init; }

    public required string Status { get; init; }

    public required double Progress { get; init; }

    public required int TotalFileIds { get; init; }

    public required int ReadyFiles { get; init; }

    public required int FailedFiles { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? FinishedAt { get; init; }

    public required DateTimeOffset? EstimatedReadyAt { get; init; }

    public required string? DownloadUrl { get; init; }

    public required long? Size { get; init; }

    public required string? TraceId { get; init; }

    [JsonIgnore]
    public bool HasEnded => Status is not ("queued" or "processing");
}
