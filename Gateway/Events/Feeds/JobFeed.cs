using Downstream.Gateway.Events.Pace;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Events.Feeds;

/// <summary>
/// What this process knows of one job's events: the durable ones since the feed began, as far as the memory of all feeds
/// allows, and the newest progress. Readers hold places in it, so a slow one costs nothing and loses progress only.
/// </summary>
internal sealed partial class JobFeed(
    Guid jobId,
    IJobGrain job,
    JobFeeds feeds,
    FeedOptions options,
    TimeProvider time,
    FeedMetrics metrics,
    ILogger logger) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FanOut _readers = new();
    private Task<JobLook?>? _look;
    private (EventLog Log, Task<FeedEvent[]> Events)? _backlog;
    private (EventLog Log, WeakReference<FeedEvent[]> Events)? _lastBacklog;
    private EventLog _durable = new(0);
    private int _kept;

    public Guid JobId { get; } = jobId;

    /// <summary>How many hold the feed; kept by <see cref="JobFeeds"/> under its lock.</summary>
    public int Users { get; set; }

    /// <summary>What drops the feed when nobody comes back; kept by <see cref="JobFeeds"/> under its lock.</summary>
    public ITimer? Linger { get; set; }

    /// <summary>The newest durable events, in order: those after the log's base. It gives way to a new one when there is too much of all feeds.</summary>
    public EventLog Durable => Volatile.Read(ref _durable);

    /// <summary>The bytes of the durable events that it keeps.</summary>
    public int KeptBytes => Volatile.Read(ref _kept);

    /// <summary>When somebody last came for the feed; kept by <see cref="JobFeeds"/> under its lock.</summary>
    public long UsedAt { get; set; }

    /// <summary>The newest progress; null before the first.</summary>
    public FeedEvent? Progress => Volatile.Read(ref _progress);

    public int AddReader(FeedReader reader) => _readers.Add(reader);

    public void RemoveReader(int slot) => _readers.Remove(slot);

    /// <summary>The log in which a reader that has everything up to this id finds all that follows; null when there is none.</summary>
    public EventLog? Covering(long id) => Durable is var log && IsRunning && id >= log.Base && id <= Position ? log : null;

    /// <summary>Forgets the durable events: who comes back for them has them from the job. Those who read now go on.</summary>
    /// <returns>How many bytes that frees.</returns>
    public int Trim()
    {
        lock (_gate)
        {
            var freed = _kept;
            if (freed > 0)
                Volatile.Write(ref _durable, _durable.Close(_position));

            _kept = 0;
            return freed;
        }
    }

    /// <summary>
    /// The job as it is now or was a moment ago, never older than what the feed told before this call; null when
    /// there is no such job. Shared among those who ask at the same moment. Begins the feed of a job that runs.
    /// </summary>
    /// <exception cref="TimeoutException">The job could not be reached in time.</exception>
    public async Task<JobLook?> LookAsync(CancellationToken cancellationToken)
    {
        var position = Position;
        var (flight, isOwn) = Share(ref _look, FetchLookAsync);
        var look = await flight.WaitAsync(cancellationToken);
        if (isOwn || (look is not null && look.Job.Sequence >= position))
            return look;

        // What was under way may have been asked before this caller came; what is under way now was not.
        (flight, _) = Share(ref _look, FetchLookAsync);
        return await flight.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// The durable events up to the base of a log at least. Who asks at the same moment shares them, and who comes soon
    /// after; they are kept no longer than somebody reads them or memory is plenty, since the job has them.
    /// </summary>
    /// <exception cref="TimeoutException">The job could not be reached in time.</exception>
    public async Task<FeedEvent[]> BacklogAsync(EventLog log, CancellationToken cancellationToken)
    {
        Task<FeedEvent[]> flight;
        lock (_gate)
        {
            if (_lastBacklog is { } last && last.Log == log && last.Events.TryGetTarget(out var known))
                return known;

            // Asked for an older log, it may have been read before this one began.
            if (_backlog is not { Events.IsCompleted: false } current || current.Log != log)
                _backlog = (log, Observed(Task.Run(FetchBacklogAsync, CancellationToken.None)));

            flight = _backlog.Value.Events;
        }

        var events = await flight.WaitAsync(cancellationToken);
        lock (_gate)
        {
            if (_backlog?.Events == flight)
            {
                _backlog = null;
                _lastBacklog = (log, new WeakReference<FeedEvent[]>(events));
            }
        }

        return events;
    }

    /// <summary>The durable events after an id, straight from the job; null when there is no such job any more.</summary>
    /// <exception cref="TimeoutException">The job could not be reached in time.</exception>
    public async Task<FeedEvent[]?> ReplayAsync(long afterId)
    {
        var updates = await PersistAsync(token => job.Replay(afterId, token));
        return updates is null ? null : [.. updates.Select(Durably)];
    }

    private async Task<JobLook?> FetchLookAsync()
    {
        var view = await PersistAsync(job.Get);
        if (view is null)
            return null;

        if (!view.Status.IsTerminal())
            Begin(view);

        return new JobLook(view, EventFormat.Snapshot(view, time.GetUtcNow()));
    }

    private async Task<FeedEvent[]> FetchBacklogAsync() => await ReplayAsync(0) ?? [];

    private (Task<T> Flight, bool IsOwn) Share<T>(ref Task<T>? flight, Func<Task<T>> start)
    {
        lock (_gate)
        {
            if (flight is { IsCompleted: false })
                return (flight, false);

            flight = Observed(Task.Run(start));
            return (flight, true);
        }
    }

    /// <summary>Asks until there is an answer or the time for it is over: a job moves when its silo is lost.</summary>
    private async Task<T> PersistAsync<T>(Func<CancellationToken, Task<T>> ask)
    {
        using var limit = new CancellationTokenSource(options.OpenLimit, time);
        var backoff = new Backoff(options.FirstRetry, FeedOptions.LastRetry);
        while (true)
        {
            try
            {
                return await ask(limit.Token).WaitAsync(limit.Token);
            }
            catch (Exception exception) when (!limit.IsCancellationRequested)
            {
                LogAskingAgain(exception, JobId);
                await Task.Delay(backoff.Next(), time, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception exception)
            {
                throw new TimeoutException("The job did not answer in time.", exception);
            }
        }
    }

    /// <summary>Keeps a failure that nobody waited for from being reported as unobserved.</summary>
    private static Task<T> Observed<T>(Task<T> task)
    {
        task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return task;
    }

    private FeedEvent Durably(JobUpdate update) => update switch
    {
        JobUpdate.File file => EventFormat.File(JobId, file),
        JobUpdate.Ended ended => EventFormat.Ended(ended),
        _ => throw new InvalidOperationException($"A replay holds a {update.GetType().Name}."),
    };
}

/// <summary>A job at one moment, and the event that tells it.</summary>
internal sealed record JobLook(JobView Job, FeedEvent Snapshot);
