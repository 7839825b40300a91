using System.Threading.Channels;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Support.Scripts;

/// <summary>A job that does what the test says, and keeps what it was asked.</summary>
internal sealed class ScriptedJob
{
    private readonly Lock _gate = new();
    private readonly Milestones _milestones;
    private readonly ToldUpdates _told = new();
    private JobView? _view;
    private int _gets;
    private int _watches;
    private int _replays;

    public ScriptedJob(Guid id, ScriptedCluster cluster)
    {
        JobId = id;
        Grain = new ScriptedJobGrain(this, cluster);
        _milestones = new Milestones(_gate);
    }

    public Guid JobId { get; }

    public IJobGrain Grain { get; }

    /// <summary>Where its events are.</summary>
    public string EventsPath => $"/v1/download/subscribe/{JobId}";

    public int Gets => Volatile.Read(ref _gets);

    public int Watches => Volatile.Read(ref _watches);

    public int Replays => Volatile.Read(ref _replays);

    /// <summary>What every call waits for before it answers.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>What a watch waits for before it is closed.</summary>
    public Task Leaving { get; set; } = Task.CompletedTask;

    /// <summary>Whether a watch begins with every durable update, not only with those asked for.</summary>
    public bool RepeatsItself { get; set; }

    /// <summary>What the next look at the job answers instead of how it is.</summary>
    public JobView? NextLook { get; set; }

    /// <summary>What the next calls throw, one each.</summary>
    public Queue<Exception> Failures { get; } = new();

    /// <summary>What was accepted.</summary>
    public SubmitJob? Submitted { get; set; }

    /// <summary>What commands answer, instead of what follows from the state.</summary>
    public JobCommandResult? Answer { get; set; }

    public JobLink Linked { get; set; } = new(JobLinkResult.JobNotFound);

    public int? LinkedFile { get; set; }

    public IReadOnlyList<JobFileView> FileViews { get; set; } = [];

    /// <summary>The job as it is; null when there is none.</summary>
    public JobView? View
    {
        get
        {
            lock (_gate)
                return _view;
        }

        set
        {
            lock (_gate)
                _view = value;
        }
    }

    public IReadOnlyList<JobUpdate> Durable
    {
        get
        {
            lock (_gate)
                return [.. _told.After(0)];
        }
    }

    /// <summary>Completes once as many watch the job.</summary>
    public Task WatchedByAsync(int watchers) => _milestones.ReachAsync(() => watchers == _told.Watchers);

    /// <summary>Completes once the job was looked at as often.</summary>
    public Task AskedAsync(int gets) => _milestones.ReachAsync(() => gets <= _gets);

    public long File(int fileId, long size = 1000, string? error = null)
    {
        lock (_gate)
        {
            var sequence = _view!.Sequence + 1;
            _view = _view with
            {
                Sequence = sequence,
                ReadyFiles = _view.ReadyFiles + (error is null ? 1 : 0),
                FailedFiles = _view.FailedFiles + (error is null ? 0 : 1),
                BytesReady = _view.BytesReady + (error is null ? size : 0),
                Progress = (_view.ReadyFiles + _view.FailedFiles + 1) * 1000 / (_view.TotalFiles + 1),
            };
            _told.Tell(new JobUpdate.File(At(sequence), null, sequence, new FileOutcome(fileId, error is null ? size : null, error, 1)));
            return sequence;
        }
    }

    public void Progress(int tenths)
    {
        lock (_gate)
        {
            _view = _view! with { Progress = tenths };
            _told.Tell(new JobUpdate.Progress(
                At(_view.Sequence),
                null,
                new JobProgress(_view.Status, tenths, _view.ReadyFiles, _view.FailedFiles, _view.BytesReady, _view.EstimatedReadyAt, _view.Sequence)));
        }
    }

    /// <param name="status">How it ends.</param>
    /// <param name="but">What else is to be told of the end.</param>
    public long End(JobStatus status = JobStatus.Completed, Func<JobView, JobView>? but = null)
    {
        lock (_gate)
        {
            var sequence = _view!.Sequence + 1;
            var hasResult = status is JobStatus.Completed or JobStatus.PartiallyCompleted;
            var ended = _view with
            {
                Sequence = sequence,
                Status = status,
                Progress = status == JobStatus.Completed ? 1000 : _view.Progress,
                FinishedAt = At(sequence),
                EstimatedReadyAt = null,
                ExpiresAt = _view.CreatedAt.AddDays(1),
                DownloadUrl = hasResult ? "https://store.example/archives/1.zip?sig=1" : null,
                Size = hasResult ? 5000 : null,
            };
            _view = but?.Invoke(ended) ?? ended;
            _told.Tell(new JobUpdate.Ended(At(sequence), _view.TraceParent, _view));
            _told.Break(null);
            return sequence;
        }
    }

    public void RunAgain()
    {
        lock (_gate)
        {
            _view = _view! with
            {
                Sequence = _view.Sequence + 1,
                RunSequence = _view.Sequence + 1,
                Status = JobStatus.Processing,
                Progress = 0,
                FinishedAt = null,
                ExpiresAt = null,
                DownloadUrl = null,
                Size = null,
            };
        }
    }

    /// <summary>Its time is over.</summary>
    public void Expire() => Leave(_view! with { Status = JobStatus.Expired });

    /// <summary>It is no more.</summary>
    public void Vanish() => Leave(null);

    /// <summary>Breaks every watch, as a lost silo does; with null they end as if all were said.</summary>
    public void Break(Exception? exception)
    {
        lock (_gate)
            _told.Break(exception);
    }

    /// <summary>Counts a look, and answers it with what was set for it.</summary>
    public JobView? Look()
    {
        lock (_gate)
        {
            _gets++;
            _milestones.Check();
            var answer = NextLook;
            NextLook = null;
            return answer;
        }
    }

    public void CountWatch() => Interlocked.Increment(ref _watches);

    public void CountReplay() => Interlocked.Increment(ref _replays);

    /// <summary>What a watch is told from now on, and before it what came after an id.</summary>
    public Channel<JobUpdate> Join(long? afterId)
    {
        lock (_gate)
        {
            var updates = _told.Join(RepeatsItself ? 0 : afterId);
            if (_view is null || _view.Status.IsTerminal())
                updates.Writer.TryComplete();

            _milestones.Check();
            return updates;
        }
    }

    public void Part(Channel<JobUpdate> updates)
    {
        lock (_gate)
        {
            _told.Part(updates);
            _milestones.Check();
        }
    }

    private void Leave(JobView? view)
    {
        lock (_gate)
        {
            _view = view;
            _told.Break(null);
        }
    }

    private DateTimeOffset At(long sequence) => _view!.CreatedAt.AddSeconds(sequence);
}
