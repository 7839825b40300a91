using Downstream.Gateway.Events.Pace;
using Downstream.Gateway.Http.Problems;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Abstractions.Telemetry;

namespace Downstream.Gateway.Events.Feeds;

/// <summary>How a feed follows its job, whatever becomes of the silo that runs it.</summary>
internal sealed partial class JobFeed
{
    private readonly CancellationTokenSource _stop = new();
    private FeedEvent? _progress;
    private JobProgress? _told;
    private long _position;
    private int _floor;
    private volatile bool _isRunning;
    private volatile bool _isOver;

    /// <summary>The last durable fact that the feed knows of.</summary>
    public long Position => Volatile.Read(ref _position);

    public bool IsRunning => _isRunning && !_isOver;

    /// <summary>Whether nothing more will come.</summary>
    public bool IsOver => _isOver;

    /// <summary>Stops following. A source without a timer holds nothing to free.</summary>
    public void Dispose() => _ = _stop.CancelAsync();

    private void Begin(JobView view)
    {
        lock (_gate)
        {
            _floor = Math.Max(_floor, view.Progress);
            if (_isRunning || _stop.IsCancellationRequested)
                return;

            Volatile.Write(ref _durable, new EventLog(view.Sequence));
            Volatile.Write(ref _position, view.Sequence);
            _isRunning = true;
        }

        // Without the context of the request that happened to be first: the feed outlives it.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(PumpAsync);
    }

    private async Task PumpAsync()
    {
        using var scope = logger.BeginJob(JobId);
        var backoff = new Backoff(options.FirstRetry, FeedOptions.LastRetry);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var update in job.Watch(_position, _stop.Token))
                {
                    backoff.Reset();
                    if (Tell(update))
                        break;
                }

                if (_isOver || await IsGoneAsync())
                    break;
            }
            catch (Exception exception)
            {
                if (_isOver || _stop.IsCancellationRequested)
                    break;

                // Whatever it was, the readers wait for what comes after it; a lost silo or store comes back.
                LogLost(IsLoss(exception) ? null : exception, JobId, _position, exception.Message);
            }

            metrics.Reconnected();
            await Task.Delay(backoff.Next(), time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _isOver = true;
        feeds.Forget(this);
        _readers.Signal();
    }

    /// <summary>Tells the readers; true when it was the last of the job.</summary>
    private bool Tell(JobUpdate update)
    {
        switch (update)
        {
            case JobUpdate.File file when file.EventId > _position:
                Keep(EventFormat.File(JobId, file), file.EventId);
                break;
            case JobUpdate.Ended ended:
                Keep(EventFormat.Ended(ended), ended.Job.Sequence, isLast: true);
                feeds.Forget(this);
                break;
            case JobUpdate.Progress progress when !TellProgress(progress):
            case JobUpdate.File or JobUpdate.Snapshot:
                return false;
        }

        _readers.Signal();
        return _isOver;
    }

    private void Keep(FeedEvent item, long position, bool isLast = false)
    {
        var weight = item.Weight;
        lock (_gate)
        {
            _durable.Append(item);
            _isOver |= isLast;
            Volatile.Write(ref _position, position);
            _kept += weight;
        }

        feeds.Kept(weight);
    }

    private bool TellProgress(JobUpdate.Progress update)
    {
        // A job that goes on elsewhere starts its progress from what is durable; its readers were further already.
        int tenths;
        lock (_gate)
            tenths = _floor = Math.Max(_floor, update.Job.Tenths);

        var told = update.Job with { Tenths = tenths };
        if (told == _told || told.Sequence < _told?.Sequence)
            return false;

        _told = told;
        Volatile.Write(ref _progress, EventFormat.Progress(JobId, update, tenths));
        return true;
    }

    /// <summary>A watch that ends before its job does: the job is not there any more, or has to be asked again.</summary>
    private async Task<bool> IsGoneAsync() =>
        await job.Get(_stop.Token).WaitAsync(options.OpenLimit, time, _stop.Token) is not { } view
        || (view.Status.IsTerminal() && view.Sequence <= _position);

    /// <summary>What happens to every feed of a silo that is lost or stops: the message says it all.</summary>
    private static bool IsLoss(Exception exception) => exception is EnumerationAbortedException || ClusterFailures.IsUnavailable(exception);

    [LoggerMessage(2301, LogLevel.Information, "The feed of job {JobId} lost it after event {Position} and asks again: {Reason}")]
    private partial void LogLost(Exception? exception, Guid jobId, long position, string reason);

    [LoggerMessage(2302, LogLevel.Information, "Job {JobId} did not answer and is asked again")]
    private partial void LogAskingAgain(Exception exception, Guid jobId);
}
