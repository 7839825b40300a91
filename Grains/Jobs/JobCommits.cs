using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Abstractions.Telemetry;
using Downstream.Grains.Jobs.Rules;
using Downstream.Grains.Jobs.Store;
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
    private readonly IJobStore _store;
    private readonly JobOptions _options;
    private readonly JobWatchers _watchers;
    private readonly JobViews _views;
    private readonly JobMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Coalesced _rounds;
    private List<PendingCommand> _pending = [];

    public JobCommits(
        IGrainBase grain, IJobStore store, JobOptions options, JobWatchers watchers, JobViews views, JobMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_grain, _jobId, _store, _options, _watchers) = (grain, grain.GrainContext.GrainId.GetGuidKey(), store, options, watchers);
        (_views, _metrics, _time, _logger) = (views, metrics, time, logger);
        _rounds = new Coalesced(Commit);
    }

    /// <summary>Tells that the job was read from the store.</summary>
    public event Action? Began;

    /// <summary>Tells of each event, once it is durable, with the job after it.</summary>
    public event Action<JobEvent, Job>? Happened;

    /// <summary>Tells that anything is otherwise now, as it was decided at that time.</summary>
    public event Action<Job, DateTimeOffset>? Changed;

    /// <summary>The job as it is stored; null when there is none.</summary>
    public Job? Job { get; private set; }

    /// <summary>Whether a write is under way.</summary>
    public bool IsBusy => _rounds.IsRunning;

    /// <summary>Reads the job.</summary>
    public async Task BeginAsync() => Begin(await _store.ReadAsync(_jobId));

    /// <summary>Nobody has to look at the job any more: what follows from its end is done.</summary>
    public Task LeaveUnfinished(Job ended) => _store.LeaveUnfinishedAsync(_jobId, ended);

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
        Decided decided;
        try
        {
            decided = await DecideAndStore(batch, now);
        }
        catch (Exception exception)
        {
            // Whether the write took effect is unknown: the next activation reads what is true.
            LogWriteFailed(exception, _jobId, batch.Count);
            foreach (var pending in batch)
                pending.Fail(exception);

            _watchers.Abandon();
            _grain.DeactivateOnIdle();
            return;
        }

        if (decided.Events.Count > 0)
        {
            var before = Job;
            Job = decided.After;
            PublishAll(before, decided.Events);
            Changed?.Invoke(Job!, now);
        }

        for (var i = 0; i < batch.Count; i++)
            batch[i].Complete(decided.Decisions[i]);
    }

    private async Task<Decided> DecideAndStore(List<PendingCommand> batch, DateTimeOffset now)
    {
        while (true)
        {
            var decided = Decide(batch, now);
            if (decided.Events.Count == 0)
                return decided;

            if (Job is { } before)
            {
                await _store.CommitAsync(_jobId, before, decided.After!, _options.StateLifetime);
                return decided;
            }

            if (await _store.InsertAsync(_jobId, decided.After!) is not { } stored)
                return decided;

            // It was accepted before: what is asked of it is decided anew.
            Begin(stored);
        }
    }

    private Decided Decide(List<PendingCommand> batch, DateTimeOffset now)
    {
        var after = Job;
        var events = new List<JobEvent>();
        var decisions = new List<JobDecision>(batch.Count);
        foreach (var pending in batch)
        {
            var decision = JobDecider.Decide(after, pending.Command, now);
            foreach (var e in decision.Events)
                after = JobDecider.Evolve(after, e);

            events.AddRange(decision.Events);
            decisions.Add(decision);
        }

        return new Decided(after, events, decisions);
    }

    private void Begin(Job? job)
    {
        Job = job;
        Began?.Invoke();
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

    /// <summary>What follows from some commands, and is not true yet.</summary>
    private readonly record struct Decided(Job? After, List<JobEvent> Events, List<JobDecision> Decisions);

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

    [LoggerMessage(EventId = 105, Level = LogLevel.Warning, Message = "Job {JobId}: what follows from {CommandCount} commands could not be persisted; the activation ends, and the next reads what is true")]
    private partial void LogWriteFailed(Exception exception, Guid jobId, int commandCount);
}
