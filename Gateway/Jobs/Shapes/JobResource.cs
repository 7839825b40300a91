using System.Text.Json.Serialization;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Jobs.Shapes;

/// <summary>The job resource of the HTTP contract.</summary>
internal sealed record JobResource
{
    public required Guid JobId { get; init; }

    public required string Status { get; init; }

    /// <summary>0 to 100 with one decimal.</summary>
    public required double Progress { get; init; }

    public required int TotalFileIds { get; init; }

    public required int ReadyFiles { get; init; }

    public required int FailedFiles { get; init; }

    public required long BytesReady { get; init; }

    /// <summary>The first three, for lists.</summary>
    public required IReadOnlyList<int> FirstFileIds { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset? FinishedAt { get; init; }

    public required DateTimeOffset? EstimatedReadyAt { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public required string? DownloadUrl { get; init; }

    public required long? Size { get; init; }

    public required string? Error { get; init; }

    public required string? TraceId { get; init; }

    /// <summary>Where the job's end is sent to; null without a callback.</summary>
    public required JobCallback? Callback { get; init; }

    public required long Version { get; init; }

    public required JobLinks Links { get; init; }

    /// <summary>When the event happened; only in the data of an event.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Time { get; init; }

    /// <summary>The trace of the event; only in the data of an event.</summary>
    [JsonPropertyName("traceparent"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    /// <param name="job">The job.</param>
    /// <param name="baseUrl">Scheme and host that the client used, put before a link that local disk signed.</param>
    public static JobResource From(JobView job, string baseUrl) => new()
    {
        JobId = job.JobId,
        Status = JobStatusNames.Of(job.Status),
        Progress = job.Progress / 10d,
        TotalFileIds = job.TotalFiles,
        ReadyFiles = job.ReadyFiles,
        FailedFiles = job.FailedFiles,
        BytesReady = job.BytesReady,
        FirstFileIds = job.FirstFileIds,
        CreatedAt = job.CreatedAt,
        StartedAt = job.StartedAt,
        FinishedAt = job.FinishedAt,
        EstimatedReadyAt = job.EstimatedReadyAt,
        ExpiresAt = job.ExpiresAt,
        DownloadUrl = Absolute(job.DownloadUrl, baseUrl),
        Size = job.Size,
        Error = job.Error,
        TraceId = job.TraceParent is { Length: 55 } parent ? parent.Substring(3, 32) : null,
        Callback = null,
        Version = job.Version,
        Links = JobLinks.Of(job.JobId),
    };

    /// <summary>Whether the resource reads the same for every client, whatever host it used.</summary>
    public static bool IsSharedByAll(JobView job) => job.DownloadUrl is null or not ['/', ..];

    public static string? Absolute(string? url, string baseUrl) => url is ['/', ..] ? baseUrl + url : url;
}

/// <summary>Where a job's other resources are, as paths below the gateway.</summary>
internal sealed record JobLinks(string Status, string Events, string Result, string Files)
{
    public static JobLinks Of(Guid jobId) => new(
        $"/v1/download/status/{jobId:D}",
        $"/v1/download/subscribe/{jobId:D}",
        $"/v1/download/{jobId:D}",
        $"/v1/download/{jobId:D}/files");
}
