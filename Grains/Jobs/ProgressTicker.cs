using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs.Rules;

namespace Downstream.Grains.Jobs;

/// <summary>
/// How far a job is between two durable facts: what its files' grains tell of transfers, what readers have seen, and the
/// ticks by which watchers hear of it.
/// </summary>
internal sealed class ProgressTicker
{
    /// <summary>Progress known to this process alone is persisted at most so often.</summary>
    private static readonly TimeSpan KeepInterval = TimeSpan.FromSeconds(2);

    /// <summary>Such progress is worth persisting once it is a percent ahead.</summary>
    private const int KeepStep = 10;

    private readonly IGrainBase _grain;
    private readonly JobCommits _commits;
    private readonly JobWatchers _watchers;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;

    private readonly Dictionary<int, int> _transfers = [];
    private readonly HashSet<int> _waiting = [];
    private IGrainTimer? _timer;
    private JobProgress? _last;
    private DateTimeOffset _keptAt;
    private int _published;

    public ProgressTicker(IGrainBase grain, JobCommits commits, JobWatchers watchers, TimeSpan interval, TimeProvider time)
    {
        (_grain, _commits, _watchers, _interval, _time) = (grain, commits, watchers, interval, time);
        commits.Began += Begin;
        commits.Happened += OnHappened;

        // Between two writes it may move, however closely they follow: the next is of a later moment, and of a job that is further.
        commits.Changed += Advance;
    }

    /// <summary>How far each transfer under way is, in tenths of a percent.</summary>
    public IReadOnlyDictionary<int, int> Transfers => _transfers;

    /// <summary>The files whose delay is over and that wait for a slot.</summary>
    public IReadOnlySet<int> Waiting => _waiting;

    /// <summary>Takes up from what is stored: what the last activation told, and this one tells while its first write is under way, follows from that.</summary>
    private void Begin()
    {
        if (_commits.Job is not { } job)
            return;

        _published = job.ProgressFloor;
        Advance(job, _time.GetUtcNow());
    }

    /// <summary>
    /// What readers may see now: never less than what they saw before. While a write is under way it stands still, so
    /// that what is being written, and was computed when the write began, does not fall behind it.
    /// </summary>
    public int Current(Job job)
    {
        if (job.Status.IsTerminal())
            return job.ProgressFloor;

        if (!_commits.IsBusy)
            Advance(job, _time.GetUtcNow());

        return _published;
    }

    /// <summary>Ticks for as long as somebody watches and the job runs.</summary>
    public void Start(Job job)
    {
        _last ??= JobViews.Progress(job, Current(job));
        _timer ??= _grain.RegisterGrainTimer(PublishOrKeep, new GrainTimerCreationOptions(_interval, _interval) { Interleave = true });
    }

    public void FileWaits(int fileId)
    {
        if (IsUnsettled(fileId))
            _waiting.Add(fileId);
    }

    public void FileProgressed(int fileId, int tenths)
    {
        _waiting.Remove(fileId);
        if (IsUnsettled(fileId))
            _transfers[fileId] = Math.Clamp(tenths, _transfers.GetValueOrDefault(fileId), JobProgressRules.Complete);
    }

    private bool IsUnsettled(int fileId) =>
        _commits.Job is { } job && !job.Status.IsTerminal() && job.IndexOf(fileId) is >= 0 and var index && !job.Files[index].IsSettled;

    private void Advance(Job job, DateTimeOffset now)
    {
        if (!job.Status.IsTerminal())
            _published = Math.Max(_published, JobProgressRules.Durable(job, now));
    }

    private void OnHappened(JobEvent happened, Job job)
    {
        switch (happened)
        {
            case JobEvent.FileSettled settled:
                _transfers.Remove(settled.Outcome.FileId);
                _waiting.Remove(settled.Outcome.FileId);
                break;
            case JobEvent.Submitted or JobEvent.Retried or JobEvent.Ended:
                _transfers.Clear();
                _waiting.Clear();
                _published = job.ProgressFloor;
                break;
            default:
                break;
        }
    }

    private async Task PublishOrKeep(CancellationToken cancellationToken)
    {
        if (_watchers.Count == 0 || _commits.Job is not { } job || job.Status.IsTerminal())
        {
            _timer?.Dispose();
            (_timer, _last) = (null, null);
            return;
        }

        var now = _time.GetUtcNow();
        if (_transfers.Count > 0 && now - _keptAt >= KeepInterval)
        {
            var ahead = JobProgressRules.WithTransfers(job, now, _transfers);
            if (ahead >= Current(job) + KeepStep)
            {
                _keptAt = now;
                await _commits.Execute(new JobCommand.KeepProgress(ahead));
                return;
            }
        }

        var progress = JobViews.Progress(job, Current(job));
        if (progress == _last)
            return;

        _last = progress;
        _watchers.Publish(new JobUpdate.Progress(now, job.TraceParent, progress));
    }
}
