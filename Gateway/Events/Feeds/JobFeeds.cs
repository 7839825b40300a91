using Downstream.Gateway.Events.Pace;
using Downstream.Grains.Abstractions;

namespace Downstream.Gateway.Events.Feeds;

/// <summary>The feeds of this process: one per watched job, shared by everybody who watches it.</summary>
internal sealed partial class JobFeeds(
    IGrainFactory grains, FeedOptions options, TimeProvider time, FeedMetrics metrics, ILogger<JobFeeds> logger) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, JobFeed> _feeds = [];
    private bool _stopped;
    private long _kept;
    private int _isTrimming;

    /// <summary>The bytes of durable events that all feeds keep.</summary>
    public long KeptBytes => Interlocked.Read(ref _kept);

    /// <summary>
    /// The job's feed, to be given back with <see cref="Release"/>; null when the process watches as many jobs as it
    /// may, or stops.
    /// </summary>
    public JobFeed? Acquire(Guid jobId)
    {
        lock (_gate)
        {
            if (_stopped)
                return null;

            if (!_feeds.TryGetValue(jobId, out var feed))
            {
                if (_feeds.Count >= options.MaxFeeds && !DropIdle())
                    return null;

                feed = new JobFeed(jobId, grains.Job(jobId), this, options, time, metrics, logger);
                _feeds.Add(jobId, feed);
                metrics.Started();
                LogStarted(jobId);
            }

            feed.Users++;
            feed.UsedAt = time.GetTimestamp();
            feed.Linger?.Dispose();
            feed.Linger = null;
            return feed;
        }
    }

    public void Release(JobFeed feed)
    {
        lock (_gate)
        {
            if (--feed.Users > 0)
                return;

            if (!feed.IsRunning || _stopped)
                Stop(feed);
            else
                feed.Linger = time.CreateTimer(_ => DropUnused(feed), null, Jitter.Around(FeedOptions.Linger, 0.25), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The feeds as they are now.</summary>
    public IReadOnlyList<OpenFeed> Report()
    {
        lock (_gate)
            return [.. _feeds.Values.Select(feed => new OpenFeed(feed.JobId, feed.Users, feed.Position, feed.IsRunning, feed.KeptBytes))];
    }

    /// <summary>Told that a feed keeps so many bytes more. With too many, the feeds that nobody came for lately forget theirs.</summary>
    public void Kept(int bytes)
    {
        if (Interlocked.Add(ref _kept, bytes) <= options.MaxBytes || Interlocked.Exchange(ref _isTrimming, 1) != 0)
            return;

        List<JobFeed> feeds;
        lock (_gate)
            feeds = [.. _feeds.Values.OrderBy(feed => feed.UsedAt)];

        // Some more than is needed, so that the next event does not do all this again.
        foreach (var feed in feeds.TakeWhile(_ => KeptBytes > options.MaxBytes / 4 * 3))
            Interlocked.Add(ref _kept, -feed.Trim());

        Volatile.Write(ref _isTrimming, 0);
    }

    /// <summary>Lets later ones have a fresh look at the job: this feed has nothing more to say.</summary>
    public void Forget(JobFeed feed)
    {
        lock (_gate)
            Remove(feed);
    }

    /// <summary>Takes no one in any more; what nobody holds goes now, the rest when it is given back.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _stopped = true;
            foreach (var feed in _feeds.Values.Where(feed => feed.Users == 0).ToArray())
                Stop(feed);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            foreach (var feed in _feeds.Values.ToArray())
                Stop(feed);
        }
    }

    private void DropUnused(JobFeed feed)
    {
        lock (_gate)
        {
            if (feed.Users == 0)
                Stop(feed);
        }
    }

    private bool DropIdle()
    {
        foreach (var feed in _feeds.Values)
        {
            if (feed.Users > 0)
                continue;

            Stop(feed);
            return true;
        }

        return false;
    }

    private void Stop(JobFeed feed)
    {
        feed.Dispose();
        Remove(feed);
    }

    private void Remove(JobFeed feed)
    {
        Interlocked.Add(ref _kept, -feed.Trim());
        feed.Linger?.Dispose();
        feed.Linger = null;
        if (_feeds.GetValueOrDefault(feed.JobId) == feed)
        {
            _feeds.Remove(feed.JobId);
            metrics.Stopped();
            LogStopped(feed.JobId, feed.Position);
        }
    }

    [LoggerMessage(2310, LogLevel.Debug, "The feed of job {JobId} started")]
    private partial void LogStarted(Guid jobId);

    [LoggerMessage(2311, LogLevel.Debug, "The feed of job {JobId} stopped after event {Position}")]
    private partial void LogStopped(Guid jobId, long position);
}
