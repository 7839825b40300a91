using System.Text.Json.Serialization;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Jobs.Shapes;

/// <summary>The answer to <c>initiate</c>.</summary>
internal sealed record JobAccepted(Guid JobId, string Status, int TotalFileIds, JobLinks Links);

/// <summary>The answer to <c>start</c> for a file that was done in time.</summary>
internal sealed record StartResult
{
    [JsonPropertyName("file_id")]
    public required int FileId { get; init; }

    /// <summary><c>completed</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }

    public required string? DownloadUrl { get; init; }

    public required long? Size { get; init; }

    /// <summary>From the acceptance of the job to its end.</summary>
    public required long ProcessingTimeMs { get; init; }

    public required string Message { get; init; }
}

/// <summary>A page of a caller's jobs.</summary>
internal sealed record JobList(IReadOnlyList<JobResource> Items, string? Next);

/// <summary>A page of a job's files.</summary>
internal sealed record JobFileList(IReadOnlyList<JobFileResource> Items, string? Next);

/// <summary>One file of a job.</summary>
internal sealed record JobFileResource
{
    [JsonPropertyName("file_id")]
    public required int FileId { get; init; }

    public required string Status { get; init; }

    /// <summary>0 to 100 with one decimal.</summary>
    public required double Progress { get; init; }

    public required long? Size { get; init; }

    public required int Attempts { get; init; }

    public required string? Error { get; init; }

    public required long? EventId { get; init; }

    public static JobFileResource From(JobFileView file) => new()
    {
        FileId = file.FileId,
        Status = JobStatusNames.Of(file.Status),
        Progress = file.Progress / 10d,
        Size = file.Size,
        Attempts = file.Attempts,
        Error = file.Error,
        EventId = file.EventId,
    };
}
