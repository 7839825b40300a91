using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Abstractions.Telemetry;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Jobs;

internal sealed partial class JobGrain
{
    /// <summary>
    /// Decides, evolves, persists and publishes, in this order. Commands that arrive while a write is under way are
    /// decided together and share the next write.
    /// </summary>
    private Task<JobDecision> Execute(JobCommand command)
    {
        var pending = new PendingCommand(command);
        _pending.Add(pending);
        if (!_committing)
            _ = Commit();

        return pending.Decision;
    }

    private async Task Commit()
    {
        _committing = true;
        try
        {
            while (_pending.Count > 0)
            {
                var batch = _pending;
                _pending = [];
                bool hasHappened;
                using (logger.BeginJob(JobId))
                    hasHappened = await Commit(batch);

                if (hasHappened)
                    Drive();
            }
        }
        finally
        {
            _committing = false;
        }
    }

    /// <returns>Whether anything is otherwise now.</returns>
    private async Task<bool> Commit(List<PendingCommand> batch)
    {
        var now = Now;
        var before = _job;
        var after = before;
        var happened = new List<JobEvent>();
        var decisions = new List<JobDecision>(batch.Count);
        try
        {
            foreach (var pending in batch)
            {
                var decision = JobDecider.Decide(after, pending.Command, now);
                foreach (var e in decision.Events)
                    after = JobDecider.Evolve(after, e);

                happened.AddRange(decision.Events);
                decisions.Add(decision);
            }

            if (happened.Count > 0)
            {
                state.State = new JobState { Job = after };
                await state.WriteStateAsync();
            }
        }
        catch (Exception exception)
        {
            // Whether the write took effect is unknown: the next activation reads what is true.
            LogWriteFailed(exception, JobId, happened.Count);
            state.State = new JobState { Job = before };
            foreach (var pending in batch)
                pending.Fail(exception);

            _watchers.Abandon();
            DeactivateOnIdle();
            return false;
        }

        if (happened.Count > 0)
        {
            _job = after;
            try
            {
                Publish(before, happened);
            }
            catch (Exception exception)
            {
                // It is durable all the same: the watchers come back and read it.
                LogPublishFailed(exception, JobId);
                _watchers.Abandon();
            }

            // Between two writes it may move, however closely they follow: the next is of a later moment, and of a job that is further.
            if (after is { } job && !job.Status.IsTerminal())
                _published = Math.Max(_published, JobProgressRules.Durable(job, now));
        }

        for (var i = 0; i < batch.Count; i++)
            batch[i].Complete(decisions[i]);

        return happened.Count > 0;
    }

    private void Publish(Job? before, List<JobEvent> happened)
    {
        var job = before;
        foreach (var e in happened)
        {
            job = JobDecider.Evolve(job, e);
            switch (e)
            {
                case JobEvent.Submitted submitted:
                    _published = 0;
                    _transfers.Clear();
                    _waiting.Clear();
                    metrics.JobSubmitted(job.TotalFiles);
                    LogSubmitted(JobId, submitted.Request.FileIds.Count);
                    break;
                case JobEvent.FileSettled settled:
                    _transfers.Remove(settled.Outcome.FileId);
                    _waiting.Remove(settled.Outcome.FileId);
                    _watchers.Publish(Settled(job, job.Files[job.IndexOf(settled.Outcome.FileId)]));
                    JobSpans.FileWaited(JobId, job, job.Files[job.IndexOf(settled.Outcome.FileId)]);
                    LogFileSettled(JobId, settled.Outcome.FileId, settled.Outcome.Error ?? "ready", job.Sequence);
                    break;
                case JobEvent.Ended:
                    _transfers.Clear();
                    _waiting.Clear();
                    _archiveStop?.Cancel();
                    _published = job.ProgressFloor;
                    _watchers.Publish(Ended(job));
                    JobSpans.JobEnded(JobId, job);
                    metrics.JobFinished(job.Status, job.FinishedAt!.Value - job.CreatedAt);
                    LogEnded(JobId, job.Status, job.ReadyFiles, job.FailedFiles);
                    break;
                case JobEvent.Retried:
                    // Also what an end left that was not wound up: every file is asked for anew.
                    _asked.Clear();
                    _published = 0;
                    LogRetried(JobId);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>A command on its way through the commit.</summary>
    private sealed class PendingCommand(JobCommand command)
    {
        private readonly TaskCompletionSource<JobDecision> _decision = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public JobCommand Command => command;

        public Task<JobDecision> Decision => _decision.Task;

        public void Complete(JobDecision decision) => _decision.TrySetResult(decision);

        public void Fail(Exception exception) => _decision.TrySetException(exception);
    }

    [LoggerMessage(EventId = 101, Level = LogLevel.Debug, Message = "Job {JobId} submitted with {FileCount} files")]
    private partial void LogSubmitted(Guid jobId, int fileCount);

    [LoggerMessage(EventId = 102, Level = LogLevel.Debug, Message = "Job {JobId}: file {FileId} is {Outcome}, event {Sequence}")]
    private partial void LogFileSettled(Guid jobId, int fileId, string outcome, long sequence);

    [LoggerMessage(EventId = 103, Level = LogLevel.Debug, Message = "Job {JobId} ended {Status}: {ReadyFiles} ready, {FailedFiles} failed")]
    private partial void LogEnded(Guid jobId, JobStatus status, int readyFiles, int failedFiles);

    [LoggerMessage(EventId = 104, Level = LogLevel.Debug, Message = "Job {JobId} runs its failed files again")]
    private partial void LogRetried(Guid jobId);

    [LoggerMessage(EventId = 106, Level = LogLevel.Error, Message = "Job {JobId}: what happened is durable, and could not be told to its watchers")]
    private partial void LogPublishFailed(Exception exception, Guid jobId);

    [LoggerMessage(EventId = 105, Level = LogLevel.Warning, Message = "Job {JobId}: {EventCount} events could not be persisted; the activation ends and reads them again")]
    private partial void LogWriteFailed(Exception exception, Guid jobId, int eventCount);
}
