using System.Diagnostics.Metrics;
using Downstream.Grains.Abstractions.Telemetry;

namespace Downstream.Gateway.Events;

/// <summary>What event streams and their feeds report.</summary>
internal sealed class EventStreamMetrics
{
    private readonly UpDownCounter<int> _active;
    private readonly Counter<long> _opened;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _sent;
    private readonly Histogram<double> _lag;
    private readonly UpDownCounter<int> _feeds;
    private readonly Counter<long> _reconnects;

    public EventStreamMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(DownstreamTelemetry.Name);
        _active = meter.CreateUpDownCounter<int>("downstream.stream.active", "{stream}", "Event streams that are open.");
        _opened = meter.CreateCounter<long>("downstream.stream.opened", "{stream}", "Event streams that were opened.");
        _closed = meter.CreateCounter<long>("downstream.stream.closed", "{stream}", "Event streams that were closed, by reason.");
        _sent = meter.CreateCounter<long>("downstream.event.sent", "{event}", "Events written to streams.");
        _lag = meter.CreateHistogram<double>("downstream.event.lag", "s", "From the update's time to its write.", advice: DurationBuckets.Short);
        _feeds = meter.CreateUpDownCounter<int>("downstream.feed.active", "{feed}", "Jobs that the process watches.");
        _reconnects = meter.CreateCounter<long>("downstream.feed.reconnects", "{reconnect}", "Times a feed lost its job and asked again.");
    }

    public bool MeasuresLag => _lag.Enabled;

    public void StreamOpened()
    {
        _active.Add(1);
        _opened.Add(1);
    }

    public void StreamClosed(StreamEnd reason)
    {
        _active.Add(-1);
        _closed.Add(1, new KeyValuePair<string, object?>("reason", NameOf(reason)));
    }

    public void EventsSent(int count) => _sent.Add(count);

    public void EventLagged(TimeSpan lag) => _lag.Record(Math.Max(0, lag.TotalSeconds));

    public void FeedStarted() => _feeds.Add(1);

    public void FeedStopped() => _feeds.Add(-1);

    public void FeedReconnected() => _reconnects.Add(1);

    private static string NameOf(StreamEnd reason) => reason switch
    {
        StreamEnd.Ended => "ended",
        StreamEnd.ClientGone => "client_gone",
        StreamEnd.Slow => "slow",
        StreamEnd.Rotated => "rotated",
        StreamEnd.Stopping => "stopping",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
