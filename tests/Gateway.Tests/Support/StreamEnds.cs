using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Downstream.Grains.Abstractions.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Support;

/// <summary>Why a gateway's streams ended, as its metrics tell.</summary>
internal sealed class StreamEnds : IDisposable
{
    private readonly Channel<string> _reasons = Channel.CreateUnbounded<string>();
    private readonly MeterListener _listener = new();

    public StreamEnds(TestGateway gateway)
    {
        var meters = gateway.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "downstream.stream.closed" && instrument.Meter.Name == DownstreamTelemetry.Name && instrument.Meter.Scope == meters)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => _reasons.Writer.TryWrite((string)tags[0].Value!));
        _listener.Start();
    }

    /// <summary>Whether a stream has ended that <see cref="NextAsync"/> has not told of.</summary>
    public bool Any => _reasons.Reader.TryPeek(out _);

    /// <summary>Completes with the reason of the next stream that ends.</summary>
    public async Task<string> NextAsync() =>
        await _reasons.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken);

    public void Dispose() => _listener.Dispose();
}
