using System.Diagnostics.Metrics;
using Downstream.Grains.Abstractions.Telemetry;

namespace Downstream.Gateway.Events.Feeds;

/// <summary>What feeds report.</summary>
internal sealed class FeedMetrics
{
    private readonly UpDownCounter<int> _active;
    private readonly Counter<long> _reconnects;

    public FeedMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(DownstreamTelemetry.Name);
        _active = meter.CreateUpDownCounter<int>("downstream.feed.active", "{feed}", "Jobs that the process watches.");
        _reconnects = meter.CreateCounter<long>("downstream.feed.reconnects", "{reconnect}", "Times a feed lost its job and asked again.");
    }

    public void Started() => _active.Add(1);

    public void Stopped() => _active.Add(-1);

    public void Reconnected() => _reconnects.Add(1);
}
