using System.Collections.Immutable;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Grains.Jobs.Rules;

/// <summary>What a job answers to a command: the events that follow from it, and the outcome to tell.</summary>
internal readonly record struct JobDecision(JobCommandOutcome Outcome, ImmutableArray<JobEvent> Events)
{
    public static JobDecision Nothing(JobCommandOutcome outcome) => new(outcome, []);

    public static JobDecision Accept(params ImmutableArray<JobEvent> events) => new(JobCommandOutcome.Accepted, events);
}

/// <summary>The rules of a job, without a clock, a log or any I/O.</summary>
internal static class JobDecider
{
    public static JobDecision Decide(Job? job, JobCommand command, DateTimeOffset now)
    {
        if (command is JobCommand.Submit submit)
            return Submit(job, submit, now);

        if (job is null)
            return JobDecision.Nothing(JobCommandOutcome.NotFound);

        if (job.Status == JobStatus.Expired)
            return JobDecision.Nothing(JobCommandOutcome.Expired);

        return command switch
        {
            JobCommand.Retry retry => Retry(job, retry, now),
            JobCommand.Expire expire => Expire(job, expire, now),
            _ when job.Status.IsTerminal() => JobDecision.Nothing(JobCommandOutcome.AlreadyEnded),
            JobCommand.Settle settle => Settle(job, settle.Outcomes, now),
            JobCommand.KeepProgress keep => KeepProgress(job, keep, now),
            JobCommand.ArchiveStored stored when job.WantsArchive => JobDecision.Accept(End(job, now, stored.Size)),
            JobCommand.ArchiveFailed when job.WantsArchive => JobDecision.Accept(End(job, now, null)),
            JobCommand.Cancel => JobDecision.Accept(
                new JobEvent.Ended(now, JobStatus.Cancelled, JobProgressRules.Durable(job, now), Error: null)),
            _ => JobDecision.Nothing(JobCommandOutcome.AlreadyEnded),
        };
    }

    private static JobDecision Submit(Job? job, JobCommand.Submit submit, DateTimeOffset now)
    {
        if (job is null or { Status: JobStatus.Expired })
            return JobDecision.Accept(new JobEvent.Submitted(now, submit.Request, submit.Ordinal, submit.Delays));

        var same = job.Fingerprint == submit.Request.Fingerprint && job.Caller == submit.Request.Caller;
        return JobDecision.Nothing(same ? JobCommandOutcome.Replayed : JobCommandOutcome.Conflict);
    }

    private static JobDecision Settle(Job job, IReadOnlyList<FileOutcome> outcomes, DateTimeOffset now)
    {
        var events = ImmutableArray.CreateBuilder<JobEvent>();
        var after = job;
        foreach (var outcome in outcomes)
        {
            var index = after.IndexOf(outcome.FileId);
            if (index < 0 || after.Files[index].IsSettled)
                continue;

            var settled = new JobEvent.FileSettled(now, outcome);
            after = Evolve(after, settled);
            events.Add(settled);
        }

        if (events.Count > 0 && after.AllSettled && !after.WantsArchive)
            events.Add(End(after, now, archiveSize: null));

        return JobDecision.Accept(events.ToImmutable());
    }

    private static JobEvent.Ended End(Job job, DateTimeOffset now, long? archiveSize)
    {
        var status = job switch
        {
            { FailedFiles: 0 } => JobStatus.Completed,
            { ReadyFiles: 0 } => JobStatus.Failed,
            _ => JobStatus.PartiallyCompleted,
        };
        var archiveMissing = job.TotalFiles > 1 && job.ReadyFiles > 0 && archiveSize is null;
        var error = archiveMissing ? JobErrors.ArchiveFailed : status == JobStatus.Completed ? null : JobErrors.FilesFailed;
        var progress = status == JobStatus.Completed ? JobProgressRules.Complete : JobProgressRules.Durable(job, now);
        return new JobEvent.Ended(now, status, progress, error, archiveSize);
    }

    private static JobDecision KeepProgress(Job job, JobCommand.KeepProgress command, DateTimeOffset now)
    {
        var tenths = Math.Min(command.Tenths, JobProgressRules.MostWhileRunning);
        return tenths > job.ProgressFloor
            ? JobDecision.Accept(new JobEvent.ProgressKept(now, tenths))
            : JobDecision.Accept();
    }

    private static JobDecision Retry(Job job, JobCommand.Retry command, DateTimeOffset now)
    {
        var all = job.Error == JobErrors.ArchiveFailed || (command.IsResultGone && job.Status is JobStatus.Completed or JobStatus.PartiallyCompleted);
        return all || job.Status is JobStatus.PartiallyCompleted or JobStatus.Failed
            ? JobDecision.Accept(new JobEvent.Retried(now, command.Delays, all))
            : JobDecision.Nothing(JobCommandOutcome.NothingToRetry);
    }

    private static JobDecision Expire(Job job, JobCommand.Expire command, DateTimeOffset now) =>
        job.FinishedAt is { } finishedAt && now >= finishedAt + command.Retention
            ? JobDecision.Accept(new JobEvent.Expired(now))
            : JobDecision.Accept();

    public static Job Evolve(Job? job, JobEvent happened) => happened switch
    {
        JobEvent.Submitted e => new Job
        {
            Status = JobStatus.Processing,
            Caller = e.Request.Caller,
            Fingerprint = e.Request.Fingerprint,
            CreatedAt = e.At,
            StartedAt = e.At,
            RunAt = e.At,
            TraceParent = e.Request.TraceParent,
            Ordinal = e.Ordinal,
            Sequence = (job?.Sequence ?? 0) + 1,
            RunSequence = (job?.Sequence ?? 0) + 1,
            Files = [.. e.Request.FileIds.Select((id, place) => Scheduled(id, e.At, e.Delays[place]))],
        },
        JobEvent.FileSettled e => Settled(job!, e),
        JobEvent.ProgressKept e => job! with { ProgressFloor = e.Tenths },
        JobEvent.Ended e => job! with
        {
            Status = e.Status,
            FinishedAt = e.At,
            Error = e.Error,
            ArchiveSize = e.ArchiveSize,
            ProgressFloor = e.Progress,
            Sequence = job.Sequence + 1,
        },
        JobEvent.Retried e => Retried(job!, e),
        JobEvent.Expired => job! with
        {
            Status = JobStatus.Expired,
            Files = [],
            ReadyFiles = 0,
            FailedFiles = 0,
            BytesReady = 0,
            ProgressFloor = 0,
            ArchiveSize = null,
            Sequence = job.Sequence + 1,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, null),
    };

    /// <summary>A file that begins to wait.</summary>
    private static JobFile Scheduled(int fileId, DateTimeOffset now, TimeSpan delay) =>
        new() { FileId = fileId, Status = FileStatus.Processing, StartedAt = now, DueAt = now + delay };

    /// <summary>The failed files run again; all of them where one that was ready may be gone.</summary>
    private static Job Retried(Job job, JobEvent.Retried e)
    {
        var all = e.AllFiles;
        return job with
        {
            Status = JobStatus.Processing,
            RunAt = e.At,
            FinishedAt = null,
            Error = null,
            ArchiveSize = null,
            ProgressFloor = 0,
            ReadyFiles = all ? 0 : job.ReadyFiles,
            FailedFiles = 0,
            BytesReady = all ? 0 : job.BytesReady,
            Sequence = job.Sequence + 1,
            RunSequence = job.Sequence + 1,
            Files = [.. job.Files.Select((f, place) => all || f.Status == FileStatus.Failed ? Scheduled(f.FileId, e.At, e.Delays[place]) : f)],
        };
    }

    private static Job Settled(Job job, JobEvent.FileSettled e)
    {
        var index = job.IndexOf(e.Outcome.FileId);
        var sequence = job.Sequence + 1;
        var file = job.Files[index] with
        {
            Status = e.Outcome.IsReady ? FileStatus.Ready : FileStatus.Failed,
            Size = e.Outcome.Size,
            Error = e.Outcome.Error,
            Attempts = e.Outcome.Attempts,
            Crc32 = e.Outcome.Crc32,
            EventId = sequence,
            SettledAt = e.At,
        };
        return job with
        {
            Files = job.Files.SetItem(index, file),
            Sequence = sequence,
            ReadyFiles = job.ReadyFiles + (e.Outcome.IsReady ? 1 : 0),
            FailedFiles = job.FailedFiles + (e.Outcome.IsReady ? 0 : 1),
            BytesReady = job.BytesReady + (e.Outcome.IsReady ? e.Outcome.Size ?? 0 : 0),
        };
    }
}
