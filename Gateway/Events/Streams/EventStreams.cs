using System.Net;
using Downstream.Gateway.Callers;
using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Events.HandOver;
using Downstream.Gateway.Events.Pace;
using Downstream.Grains.Abstractions.Telemetry;

namespace Downstream.Gateway.Events.Streams;

/// <summary>The open streams of this process, and the one clock that looks after them all.</summary>
internal sealed partial class EventStreams : IDisposable
{
    /// <summary>How long a write may wait for its reader once the process stops.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan TickPeriod = TimeSpan.FromSeconds(1);

    private const int BatchSize = 64;
    private const int MostReported = 1000;

    private readonly SlotList<EventStream> _streams = new();
    private readonly JobFeeds _feeds;
    private readonly ILogger<EventStreams> _logger;
    private readonly ITimer _clock;
    private readonly CancellationTokenRegistration _stopping;
    private readonly Places _places;
    private volatile bool _isStopping;

    public EventStreams(
        StreamOptions options,
        JobFeeds feeds,
        TimeProvider time,
        StreamMetrics metrics,
        IHostApplicationLifetime lifetime,
        ILogger<EventStreams> logger)
    {
        _feeds = feeds;
        Options = options;
        _places = new Places(Options.MaxStreams, Options.MaxStreamsPerAddress);
        Time = time;
        Metrics = metrics;
        _logger = logger;
        _clock = time.CreateTimer(static streams => ((EventStreams)streams!).Tick(), this, TickPeriod, TickPeriod);
        _stopping = lifetime.ApplicationStopping.Register(static streams => ((EventStreams)streams!).Stop(), this);
    }

    public StreamOptions Options { get; }

    public TimeProvider Time { get; }

    public StreamMetrics Metrics { get; }

    /// <summary>How long the last write of a stream may wait for its reader.</summary>
    public TimeSpan DrainLimit => _isStopping ? StopLimit : Options.WriteLimit;

    public int Count => _streams.Count;

    /// <summary>Takes a place for one more stream of an address, to be given back with <see cref="Leave"/> when there was one.</summary>
    public PlaceEntry TryEnter(IPAddress? address) => _isStopping ? PlaceEntry.ProcessFull : _places.TryEnter(RemoteAddress.Of(address), RemoteAddress.SiteOf(address));

    public void Leave(IPAddress? address) => _places.Leave(RemoteAddress.Of(address), RemoteAddress.SiteOf(address));

    /// <summary>Sends the head, then events: until the stream ends, or else on the connection, once the request has returned.</summary>
    /// <returns>Whether the stream goes on, and gives its place back by itself.</returns>
    public static async Task<bool> ServeAsync(EventStream stream, HttpContext context)
    {
        var connection = ConnectionHandOver.Of(context);
        var goesOn = false;
        try
        {
            await EventStreamHead.SendAsync(context, endsConnection: connection is not null);
            if (connection is null)
                await stream.RunAsync(new ResponseWriter(context));
            else
                connection.To(stream);

            goesOn = connection is not null;
        }
        finally
        {
            if (!goesOn)
                stream.Dispose();
        }

        return goesOn;
    }

    public int Add(EventStream stream)
    {
        Metrics.StreamOpened();
        using var scope = Begin(stream);
        LogOpened(stream.RequestId, stream.JobId);
        var slot = _streams.Add(stream);

        // Looked at after the stream can be found: one of the two ends it.
        if (_isStopping)
            stream.End(StreamEnd.Stopping);

        return slot;
    }

    public void Remove(int slot, EventStream stream, StreamEnd reason)
    {
        _streams.Remove(slot);
        using var scope = Begin(stream);
        LogClosed(stream.RequestId, stream.JobId, reason);
        Metrics.StreamClosed(reason);
    }

    /// <summary>What is open now, for somebody who looks for what is stuck.</summary>
    public StreamReport Report()
    {
        var now = Time.GetTimestamp();
        var open = new List<OpenStream>();
        ForEach(stream => open.Add(stream.Describe(now)));
        var feeds = _feeds.Report();
        return new StreamReport(
            [.. open.OrderByDescending(stream => stream.WaitingMs).ThenByDescending(stream => stream.AgeMs).Take(MostReported)],
            open.Count,
            [.. feeds.OrderByDescending(feed => feed.Users).Take(MostReported)],
            feeds.Count,
            _feeds.KeptBytes);
    }

    public bool HasPassed(long ticks, TimeSpan duration) => Time.GetElapsedTime(0, ticks) >= duration;

    /// <summary>How long a new stream stays open, on the clock of timestamps.</summary>
    public long RotationTicks() => (long)(Jitter.Around(Options.Rotation, 0.2).TotalSeconds * Time.TimestampFrequency);

    public void Dispose()
    {
        _stopping.Dispose();
        _clock.Dispose();
    }

    [LoggerMessage(2308, LogLevel.Debug, "Event stream {RequestId} of job {JobId} opened")]
    private partial void LogOpened(string requestId, Guid? jobId);

    [LoggerMessage(2309, LogLevel.Debug, "Event stream {RequestId} of job {JobId} closed: {Reason}")]
    private partial void LogClosed(string requestId, Guid? jobId, StreamEnd reason);

    [LoggerMessage(2303, LogLevel.Debug, "Event stream {RequestId} of job {JobId} broke")]
    public partial void LogBroken(Exception exception, string requestId, Guid? jobId);

    /// <summary>What is logged of a stream has its job's id, whoever brings the stream to it: the request may be gone.</summary>
    private IDisposable? Begin(EventStream stream) => stream.JobId is { } jobId ? _logger.BeginJob(jobId) : null;

    private void Tick()
    {
        var now = Time.GetTimestamp();
        ForEach(stream => stream.Tick(now, _isStopping));
    }

    private void Stop()
    {
        _isStopping = true;
        ForEach(static stream => stream.End(StreamEnd.Stopping));
        _feeds.Close();
    }

    private void ForEach(Action<EventStream> action)
    {
        var batch = new EventStream?[BatchSize];
        for (var slot = 0; _streams.Copy(slot, batch) is > 0 and var count; slot += count)
        {
            foreach (var stream in batch.AsSpan(0, count))
            {
                if (stream is not null)
                    action(stream);
            }
        }
    }
}
