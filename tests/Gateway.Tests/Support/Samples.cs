using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Support;

/// <summary>Jobs to test with.</summary>
internal static class Samples
{
    public const string Id = "0195e2a4-7c31-7b5e-8d20-1f2e3d4c5b6a";

    public static Guid JobId { get; } = new(Id);

    /// <summary>When the jobs were accepted that run.</summary>
    public static DateTimeOffset Accepted { get; } = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    public static JobView Job(Guid id, JobStatus status, DateTimeOffset createdAt) => new()
    {
        JobId = id,
        Status = status,
        Progress = 0,
        TotalFiles = 1,
        ReadyFiles = 0,
        FailedFiles = 0,
        BytesReady = 0,
        CreatedAt = createdAt,
        Sequence = 1,
        Caller = "anonymous",
    };

    public static JobView Job(JobStatus status) => Job(JobId, status, TestGateway.Start);

    /// <summary>A job that belongs to a trace and is not yet done with its first file.</summary>
    public static JobView Running(Guid id, int totalFiles) => Job(id, JobStatus.Processing, Accepted) with
    {
        TotalFiles = totalFiles,
        StartedAt = Accepted,
        EstimatedReadyAt = Accepted.AddMinutes(1),
        TraceParent = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01",
        Caller = "someone",
    };

    /// <summary>A job with every field filled.</summary>
    public static JobView Full() => Job(JobStatus.Completed) with
    {
        Progress = 1000,
        TotalFiles = 3,
        ReadyFiles = 3,
        BytesReady = 4567,
        StartedAt = TestGateway.Start.AddMilliseconds(1),
        FinishedAt = TestGateway.Start.AddMilliseconds(5250),
        EstimatedReadyAt = null,
        ExpiresAt = TestGateway.Start.AddHours(24),
        FirstFileIds = [70000, 70007, 70014],
        DownloadUrlLifetime = TimeSpan.FromMinutes(15),
        DownloadUrl = "https://store.example/archives/x.zip?X-Amz-Signature=s3cret",
        Size = 4999,
        TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        Sequence = 5,
    };
}
