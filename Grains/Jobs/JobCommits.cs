using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Abstractions.Telemetry;
using Downstream.Grains.Pace;
using Downstream.Grains.Telemetry;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Jobs;

/// <summary>
/// The one path of every change to a job: decide, evolve, persist, publish, log. Commands that arrive while a write is
/// under way are decided together and share the next write.
/// </summary>
internal sealed partial class JobCommits
{
    private readonly IGrainBase _grain;
    private readonly Guid _jobId;
    private readonly IPersistentState<JobState> _state;
    private readonly JobWatchers _watchers;
    private readonly JobViews _views;
    private readonly JobMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Coalesced _rounds;
    private List<PendingCommand> _pending = [];

    public JobCommits(
        IGrainBase grain, IPersistentState<JobState> state, JobWatchers watchers, JobViews views, JobMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_grain, _jobId, _state, _watchers) = (grain, grain.GrainContext.GrainId.GetGuidKey(), state, watchers);
        (_views, _metrics, _time, _logger) = (views, metrics, time, logger);
        _rounds = new Coalesced(Commit);
    }

    /// <summary>Tells of each event, once it is durable, with the job after it.</summary>
    public event Action<JobEvent, Job>? Happened;

    /// <summary>Tells that anything is otherwise now, as it was decided at that time.</summary>
    public event Action<Job, DateTimeOffset>? Changed;

    /// <summary>The job as it is stored; null when there is none.</summary>
    public Job? Job { get; private set; }

    /// <summary>Whether a write is under way.</summary>
    public bool IsBusy => _rounds.IsRunning;

    public void Begin() => Job = _state.State.Job;

    public Task<JobDecision> Execute(JobCommand command)
    {
        var pending = new PendingCommand(command);
        _pending.Add(pending);
        _ = _rounds.RunAsync();
        return pending.Decision;
    }

    private async Task Commit()
    {
        var batch = _pending;
        _pending = [];
        if (batch.Count == 0)
            return;

        using var scope = _logger.BeginJob(_jobId);
        var now = _time.GetUtcNow();
        var before = Job;
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
                _state.State = new JobState { Job = after };
                await _state.WriteStateAsync();
            }
        }
        catch (Exception exception)
        {
            // Whether the write took effect is unknown: the next activation reads what is true.
            LogWriteFailed(exception, _jobId, happened.Count);
            _state.State = new JobState { Job = before };
            foreach (var pending in batch)
                pending.Fail(exception);

            _watchers.Abandon();
            _grain.DeactivateOnIdle();
            return;
        }

        if (happened.Count > 0)
        {
            Job = after;
            PublishAll(before, happened);
            Changed?.Invoke(after!, now);
        }

        for (var i = 0; i < batch.Count; i++)
            batch[i].Complete(decisions[i]);
    }

    private void PublishAll(Job? before, List<JobEvent> happened)
    {
        try
        {
            var job = before;
            foreach (var e in happened)
            {
                job = JobDecider.Evolve(job, e);
                Happened?.Invoke(e, job);
                Publish(e, job);
            }
        }
        catch (Exception exception)
        {
            // It is durable all the same: the watchers come back and read it.
            LogPublishFailed(exception, _jobId);
            _watchers.Abandon();
        }
    }

    private void Publish(JobEvent happened, Job job)
    {
        switch (happened)
        {
            case JobEvent.Submitted:
                _metrics.JobSubmitted(job.TotalFiles);
                LogSubmitted(_jobId, job.TotalFiles);
                break;
            case JobEvent.FileSettled settled:
                var file = job.Files[job.IndexOf(settled.Outcome.FileId)];
                _watchers.Publish(JobViews.Settled(job, file));
                JobSpans.FileWaited(_jobId, job, file);
                LogFileSettled(_jobId, file.FileId, file.Error ?? "ready", job.Sequence);
                break;
            case JobEvent.Ended:
                _watchers.Publish(_views.Ended(_jobId, job));
                JobSpans.JobEnded(_jobId, job);
                _metrics.JobFinished(job.Status, job.FinishedAt!.Value - job.CreatedAt);
                LogEnded(_jobId, job.Status, job.ReadyFiles, job.FailedFiles);
                break;
            case JobEvent.Retried:
                LogRetried(_jobId);
                break;
            default:
                break;
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
