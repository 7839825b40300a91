using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs.Rules;
using Downstream.Grains.Storage;

namespace Downstream.Grains.Jobs;

/// <summary>Writes a job as its readers see it, with links minted on the spot.</summary>
internal sealed class JobViews(IObjectStore store, JobOptions options)
{
    private const int FirstFiles = 3;

    public JobView View(Guid jobId, Job job, int progress)
    {
        var result = Result(jobId, job);
        return new JobView
        {
            JobId = jobId,
            Status = job.Status,
            Progress = progress,
            TotalFiles = job.TotalFiles,
            ReadyFiles = job.ReadyFiles,
            FailedFiles = job.FailedFiles,
            BytesReady = job.BytesReady,
            FirstFileIds = [.. job.Files.Take(FirstFiles).Select(file => file.FileId)],
            CreatedAt = job.CreatedAt,
            StartedAt = job.StartedAt,
            FinishedAt = job.FinishedAt,
            EstimatedReadyAt = EstimatedReadyAt(job),
            ExpiresAt = job.FinishedAt + options.Retention,
            DownloadUrl = result is { } r ? store.CreateLink(r.Key, r.Name, options.DownloadUrlLifetime) : null,
            DownloadUrlLifetime = options.DownloadUrlLifetime,
            Size = result?.Size,
            Error = job.Error,
            TraceParent = job.TraceParent,
            Sequence = job.Sequence,
            RunSequence = job.RunSequence,
            Caller = job.Caller,
        };
    }

    public static JobProgress Progress(Job job, int progress) => new(
        job.Status, progress, job.ReadyFiles, job.FailedFiles, job.BytesReady, EstimatedReadyAt(job), job.Sequence);

    public JobUpdate.Ended Ended(Guid jobId, Job job) => new(job.FinishedAt!.Value, job.TraceParent, View(jobId, job, job.ProgressFloor));

    public static JobUpdate.File Settled(Job job, JobFile file) => new(
        file.SettledAt ?? job.CreatedAt, job.TraceParent, file.EventId, new FileOutcome(file.FileId, file.Size, file.Error, file.Attempts));

    /// <summary>The durable updates after an id, in order.</summary>
    public List<JobUpdate> Durable(Guid jobId, Job job, long afterId)
    {
        var updates = job.Files
            .Where(f => f.IsSettled && f.EventId > afterId)
            .OrderBy(f => f.EventId)
            .Select(f => (JobUpdate)Settled(job, f))
            .ToList();
        if (job.Status.IsTerminal() && job.Sequence > afterId)
            updates.Add(Ended(jobId, job));

        return updates;
    }

    public JobLink ResultLink(Guid jobId, Job job) => job.Status switch
    {
        JobStatus.Expired => new(JobLinkResult.Expired),
        JobStatus.Cancelled => new(JobLinkResult.Cancelled),
        _ when Result(jobId, job) is { } r => new(JobLinkResult.Ready, store.CreateLink(r.Key, r.Name, options.DownloadUrlLifetime)),
        JobStatus.Queued or JobStatus.Processing => new(JobLinkResult.NotReady),
        _ => new(JobLinkResult.Failed, Error: job.Error),
    };

    public JobLink FileLink(Job job, int fileId)
    {
        if (job.Status == JobStatus.Expired)
            return new(JobLinkResult.Expired);

        var index = job.IndexOf(fileId);
        if (index < 0)
            return new(JobLinkResult.FileNotFound);

        var file = job.Files[index];
        return file.Status switch
        {
            FileStatus.Ready => new(
                JobLinkResult.Ready, store.CreateLink(ObjectKeys.File(fileId), ObjectKeys.FileName(fileId), options.DownloadUrlLifetime)),
            FileStatus.Failed => new(JobLinkResult.Failed, Error: file.Error),
            _ when job.Status == JobStatus.Cancelled => new(JobLinkResult.Cancelled),
            _ => new(JobLinkResult.NotReady),
        };
    }

    public static JobFileView File(Job job, JobFile file, DateTimeOffset now, IReadOnlyDictionary<int, int> transfers, IReadOnlySet<int> waiting) => new()
    {
        FileId = file.FileId,
        Status = file.IsSettled ? file.Status
            : job.Status == JobStatus.Cancelled ? FileStatus.Cancelled
            : waiting.Contains(file.FileId) ? FileStatus.Queued
            : file.Status,
        Progress = JobProgressRules.OfFile(file, job.FinishedAt ?? now, transfers),
        Size = file.Size,
        Attempts = file.Attempts,
        Error = file.Error,
        EventId = file.EventId == 0 ? null : file.EventId,
    };

    /// <summary>The key of what the job hands out; null when there is nothing.</summary>
    public static string? ResultKey(Guid jobId, Job job) => Result(jobId, job)?.Key;

    private static (string Key, string Name, long? Size)? Result(Guid jobId, Job job) => job switch
    {
        { Status: not (JobStatus.Completed or JobStatus.PartiallyCompleted) } => null,
        { Files: [var only] } => (ObjectKeys.File(only.FileId), ObjectKeys.FileName(only.FileId), only.Size),
        { ArchiveSize: { } size } => (ObjectKeys.Archive(jobId), ObjectKeys.ArchiveName(jobId), size),
        _ => null,
    };

    private static DateTimeOffset? EstimatedReadyAt(Job job)
    {
        if (job.Status != JobStatus.Processing)
            return null;

        DateTimeOffset? last = null;
        foreach (var file in job.Files)
        {
            if (!file.IsSettled && (last is null || file.DueAt > last))
                last = file.DueAt;
        }

        return last;
    }
}
