using Downstream.Gateway.Events.Feeds;

namespace Downstream.Gateway.Events.Cursors;

/// <summary>
/// One reader's place in a job's events: first what it starts with, then what the feed tells. Durable events come
/// once each and in order, progress only when it is newer than all that came before. Not thread-safe.
/// </summary>
internal sealed class JobCursor : IDisposable
{
    private readonly JobFeeds _feeds;
    private readonly JobFeed? _feed;
    private StartEvents.Held? _start;
    private EventLog? _log;
    private FeedEvent? _progress;
    private int _next;
    private long _version;
    private int _tenths;
    private int _slot = -1;
    private bool _isDisposed;

    /// <param name="feeds">Where the feed goes back to.</param>
    /// <param name="feed">The acquired feed; null when the start is all there is.</param>
    /// <param name="log">Where the feed's events go on after the start; null without a feed.</param>
    /// <param name="start">What comes first; null for nothing.</param>
    /// <param name="lastId">What the reader has before that.</param>
    /// <param name="known">The progress that it has already.</param>
    public JobCursor(JobFeeds feeds, JobFeed? feed, EventLog? log, StartEvents.Held? start, long lastId, FeedEvent? known)
    {
        _feeds = feeds;
        _feed = feed;
        _log = log;
        _start = start;
        _progress = known;
        LastId = lastId;
    }

    /// <summary>The id up to which the reader has everything.</summary>
    public long LastId { get; private set; }

    /// <summary>Whether nothing more will come.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Whether the reader has caught up once, and what comes now comes as it happens.</summary>
    public bool IsLive { get; private set; }

    public void Attach(FeedReader reader) => _slot = _feed?.AddReader(reader) ?? -1;

    /// <summary>The next event; null when there is none now.</summary>
    public FeedEvent? Next()
    {
        if (IsAtEnd)
            return null;

        if (_start is { } start)
        {
            if (start.Events is not { } events)
            {
                // Given up: whoever reads too slowly comes back with the last id.
                IsAtEnd = true;
                return null;
            }

            if (_next < events.Length)
                return Take(events[_next++]);

            start.Dispose();
            _start = null;
            _next = 0;
        }

        if (_feed is null)
        {
            IsAtEnd = true;
            return null;
        }

        // Looked at before the durable events: what they must not overtake is in the list by then.
        var isOver = _feed.IsOver;
        var progress = _feed.Progress;
        for (var log = _log!; ;)
        {
            // Read before its end: a list that is closed is not appended to any more.
            var following = log.Next;
            for (var count = log.Count; _next < count;)
            {
                var item = log[_next++];
                if (item.Id > LastId)
                    return Take(item);
            }

            if (following is null)
                break;

            _log = log = following;
            _next = 0;
        }

        if (progress is not null && progress != _progress && progress.Version >= _version && progress.Tenths >= _tenths)
        {
            _progress = progress;
            return Take(progress);
        }

        IsLive = true;
        IsAtEnd = isOver;
        return null;
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;

        _isDisposed = true;
        _start?.Dispose();
        if (_slot >= 0)
            _feed!.RemoveReader(_slot);

        if (_feed is not null)
            _feeds.Release(_feed);
    }

    private FeedEvent Take(FeedEvent item)
    {
        LastId = item.Id ?? LastId;
        _version = Math.Max(_version, item.Version);
        _tenths = Math.Max(_tenths, item.Tenths);
        IsAtEnd = item.IsTerminal;
        return item;
    }
}
