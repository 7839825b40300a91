using System.Threading.Channels;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Events;

/// <summary>A job's grain that does what the test says, and counts what it is asked.</summary>
internal sealed partial class ScriptedJob : IJobGrain
{
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly List<JobUpdate> _durable = [];
    private readonly List<Channel<JobUpdate>> _watchers = [];
    private readonly List<(Func<bool> IsSo, TaskCompletionSource Reached)> _awaited = [];
    private JobView? _view;
    private int _gets;
    private int _watches;
    private int _replays;

    public ScriptedJob(Guid jobId, int totalFiles = 10)
    {
        JobId = jobId;
        _view = new JobView
        {
            JobId = jobId,
            Status = JobStatus.Processing,
            Progress = 0,
            TotalFiles = totalFiles,
            ReadyFiles = 0,
            FailedFiles = 0,
            BytesReady = 0,
            CreatedAt = Start,
            StartedAt = Start,
            EstimatedReadyAt = Start.AddMinutes(1),
            TraceParent = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01",
            Sequence = 1,
            Caller = "someone",
        };
    }

    public Guid JobId { get; }

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
    public JobView? Answer { get; set; }

    /// <summary>What the next calls throw, one each.</summary>
    public Queue<Exception> Failures { get; } = new();

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

    /// <summary>How many watch the job now.</summary>
    public int Watchers
    {
        get
        {
            lock (_gate)
                return _watchers.Count;
        }
    }

    public IReadOnlyList<JobUpdate> Durable
    {
        get
        {
            lock (_gate)
                return [.. _durable];
        }
    }

    /// <summary>Completes once as many watch the job.</summary>
    public Task WatchedByAsync(int watchers) => UntilAsync(() => watchers == _watchers.Count);

    /// <summary>Completes once the job was looked at as often.</summary>
    public Task AskedAsync(int gets) => UntilAsync(() => gets <= _gets);

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
            Publish(new JobUpdate.File(At(sequence), null, sequence, new FileOutcome(fileId, error is null ? size : null, error, 1)), isDurable: true);
            return sequence;
        }
    }

    public void Progress(int tenths)
    {
        lock (_gate)
        {
            _view = _view! with { Progress = tenths };
            Publish(
                new JobUpdate.Progress(
                    At(_view.Sequence),
                    null,
                    new JobProgress(_view.Status, tenths, _view.ReadyFiles, _view.FailedFiles, _view.BytesReady, _view.EstimatedReadyAt, _view.Sequence)),
                isDurable: false);
        }
    }

    public long End(JobStatus status = JobStatus.Completed, string? downloadUrl = "https://store.example/archives/1.zip?sig=1")
    {
        lock (_gate)
        {
            var sequence = _view!.Sequence + 1;
            _view = _view with
            {
                Sequence = sequence,
                Status = status,
                Progress = status == JobStatus.Completed ? 1000 : _view.Progress,
                FinishedAt = At(sequence),
                EstimatedReadyAt = null,
                ExpiresAt = Start.AddDays(1),
                DownloadUrl = downloadUrl,
                Size = downloadUrl is null ? null : 5000,
            };
            Publish(new JobUpdate.Ended(At(sequence), _view.TraceParent, _view), isDurable: true);
            foreach (var watcher in _watchers)
                watcher.Writer.TryComplete();

            return sequence;
        }
    }

    public void Retry()
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

    /// <summary>Breaks every watch, as a lost silo does; with null they end as if all were said.</summary>
    public void Break(Exception? exception)
    {
        lock (_gate)
        {
            foreach (var watcher in _watchers)
                watcher.Writer.TryComplete(exception);
        }
    }

    private static DateTimeOffset At(long sequence) => Start.AddSeconds(sequence);

    public static long IdOf(JobUpdate update) => update switch
    {
        JobUpdate.File file => file.EventId,
        JobUpdate.Ended ended => ended.Job.Sequence,
        _ => 0,
    };

    private void Publish(JobUpdate update, bool isDurable)
    {
        if (isDurable)
            _durable.Add(update);

        foreach (var watcher in _watchers)
            watcher.Writer.TryWrite(update);
    }

    private Task UntilAsync(Func<bool> isSo)
    {
        lock (_gate)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((isSo, reached));
            CheckAwaited();
            return reached.Task.WaitAsync(EventHost.Deadline, TestContext.Current.CancellationToken);
        }
    }

    private void CheckAwaited()
    {
        foreach (var (isSo, reached) in _awaited)
        {
            if (isSo())
                reached.TrySetResult();
        }
    }
}
