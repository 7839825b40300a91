using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Grains.Jobs;

internal sealed partial class JobGrain
{
    /// <summary>Progress known to this process alone is persisted at most so often.</summary>
    private static readonly TimeSpan KeepInterval = TimeSpan.FromSeconds(2);

    /// <summary>Such progress is worth persisting once it is a percent ahead.</summary>
    private const int KeepStep = 10;

    private IGrainTimer? _progressTimer;
    private JobProgress? _lastProgress;
    private DateTimeOffset _keptAt;

    /// <summary>
    /// What readers may see now: never less than what they saw before. While a write is under way it stands still, so
    /// that what is being written, and was computed when the write began, does not fall behind it.
    /// </summary>
    private int CurrentProgress(Job job)
    {
        if (job.Status.IsTerminal())
            return job.ProgressFloor;

        if (!_committing)
            _published = Math.Max(_published, JobProgressRules.Durable(job, Now));

        return _published;
    }

    private void StartProgress(Job job)
    {
        _lastProgress ??= JobViews.Progress(job, CurrentProgress(job));
        _progressTimer ??= this.RegisterGrainTimer(
            PublishOrKeepProgress,
            new GrainTimerCreationOptions(options.ProgressInterval, options.ProgressInterval) { Interleave = true });
    }

    private async Task PublishOrKeepProgress(CancellationToken cancellationToken)
    {
        if (_watchers.Count == 0 || _job is null || _job.Status.IsTerminal())
        {
            _progressTimer?.Dispose();
            _progressTimer = null;
            _lastProgress = null;
            return;
        }

        var now = Now;
        if (_transfers.Count > 0 && now - _keptAt >= KeepInterval)
        {
            var ahead = JobProgressRules.WithTransfers(_job, now, _transfers);
            if (ahead >= CurrentProgress(_job) + KeepStep)
            {
                _keptAt = now;
                await Execute(new JobCommand.KeepProgress(ahead));
                return;
            }
        }

        PublishProgress();
    }

    private void PublishProgress()
    {
        if (_watchers.Count == 0 || _job is not { } job || job.Status.IsTerminal())
            return;

        var progress = JobViews.Progress(job, CurrentProgress(job));
        if (progress == _lastProgress)
            return;

        _lastProgress = progress;
        _watchers.Publish(new JobUpdate.Progress(Now, job.TraceParent, progress));
    }
}
