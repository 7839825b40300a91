using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs.Rules;
using Downstream.Grains.Telemetry;

namespace Downstream.Grains.Jobs;

/// <summary>
/// The spans of what nothing in memory lasts through: a job from its acceptance to its end, and the wait of a file. They are
/// written once they are over, below the request that asked for them, so that a trace is not blank where the time went.
/// </summary>
internal static class JobSpans
{
    public static void JobEnded(Guid jobId, Job job)
    {
        var start = job.RunAt == default ? job.CreatedAt : job.RunAt;
        using var span = DownstreamActivities.Record("job", job.TraceParent, start, job.FinishedAt!.Value)?
            .Set(DownstreamActivities.JobId, jobId)
            .Set("downstream.job.status", NameOf(job.Status))
            .Set("downstream.file.count", job.TotalFiles)
            .Set("downstream.file.ready", job.ReadyFiles)
            .Set("downstream.file.failed", job.FailedFiles);
        if (job.Status == JobStatus.Failed)
            span?.Failed(job.Error);
    }

    public static void FileWaited(Guid jobId, Job job, JobFile file)
    {
        var (start, due) = (file.StartedAt, file.DueAt);
        if (due <= start)
            return;

        // A file that another job had waited for already is there before its time.
        var end = file.SettledAt is { } settled && settled < due ? settled : due;
        using var span = DownstreamActivities.Record("file.wait", job.TraceParent, start, end)?
            .Set(DownstreamActivities.JobId, jobId)
            .Set(DownstreamActivities.FileId, file.FileId);
    }

    private static string NameOf(JobStatus status) =>
        status == JobStatus.PartiallyCompleted ? "partially_completed" : status.ToString().ToLowerInvariant();
}
