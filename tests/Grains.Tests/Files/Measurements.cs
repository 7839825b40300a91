using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Downstream.Grains.Abstractions.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Grains.Tests.Files;

/// <summary>What the instruments of one container measure while this object lives.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Instrument, double Value, KeyValuePair<string, object?>[] Tags)> _values = new();

    public Measurements(IServiceProvider services)
    {
        var scope = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == DownstreamTelemetry.Name && instrument.Meter.Scope == scope)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _values.Enqueue((instrument.Name, value, tags.ToArray())));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _values.Enqueue((instrument.Name, value, tags.ToArray())));
        _listener.Start();
    }

    public double Sum(string instrument) => _values.Where(v => v.Instrument == instrument).Sum(v => v.Value);

    public IEnumerable<object?> Tags(string instrument, string tag) =>
        _values.Where(v => v.Instrument == instrument).SelectMany(v => v.Tags).Where(t => t.Key == tag).Select(t => t.Value);

    public void Dispose() => _listener.Dispose();
}
