using System.Diagnostics.Metrics;
using Downstream.Grains.Abstractions.Telemetry;

namespace Downstream.Gateway.Events.Streams;

/// <summary>What event streams report.</summary>
internal sealed class StreamMetrics
{
    private readonly UpDownCounter<int> _active;
    private readonly Counter<long> _opened;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _sent;
    private readonly Histogram<double> _lag;

    public StreamMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(DownstreamTelemetry.Name);
        _active = meter.CreateUpDownCounter<int>("downstream.stream.active", "{stream}", "Event streams that are open.");
        _opened = meter.CreateCounter<long>("downstream.stream.opened", "{stream}", "Event streams that were opened.");
        _closed = meter.CreateCounter<long>("downstream.stream.closed", "{stream}", "Event streams that were closed, by reason.");
        _sent = meter.CreateCounter<long>("downstream.event.sent", "{event}", "Events written to streams.");
        _lag = meter.CreateHistogram<double>("downstream.event.lag", "s", "From the update's time to its write.", advice: DurationBuckets.Short);
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
