using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Jobs.Shapes;

/// <summary>The states of jobs and files as the contract spells them.</summary>
internal static class JobStatusNames
{
    /// <summary>The states that a job can be asked for by; an expired one is in no list.</summary>
    public static IReadOnlyDictionary<string, JobStatus> Jobs { get; } =
        Enum.GetValues<JobStatus>().Where(status => status != JobStatus.Expired).ToDictionary(Of);

    public static IReadOnlyDictionary<string, FileStatus> Files { get; } = Enum.GetValues<FileStatus>().ToDictionary(Of);

    public static string Of(JobStatus status) => status switch
    {
        JobStatus.Queued => "queued",
        JobStatus.Processing => "processing",
        JobStatus.Completed => "completed",
        JobStatus.PartiallyCompleted => "partially_completed",
        JobStatus.Failed => "failed",
        JobStatus.Cancelled => "cancelled",
        JobStatus.Expired => "expired",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    public static string Of(FileStatus status) => status switch
    {
        FileStatus.Queued => "queued",
        FileStatus.Processing => "processing",
        FileStatus.Ready => "ready",
        FileStatus.Failed => "failed",
        FileStatus.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };
}
