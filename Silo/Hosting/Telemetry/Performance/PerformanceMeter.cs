using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Downstream.Grains.Abstractions.Telemetry;

namespace Downstream.Silo.Hosting.Telemetry.Performance;

/// <summary>Listens to the service's own instruments, and keeps what they said in the last hour in memory of bounded size.</summary>
internal sealed class PerformanceMeter : IDisposable
{
    /// <summary>Marks requests that were held on purpose, whose time says nothing of how fast the service is.</summary>
    public const string HeldTag = "downstream.request.held";

    /// <summary>Patterns, not addresses, are counted; should that ever fail, memory stays bounded.</summary>
    private const int MostRoutes = 100;

    private readonly SlotRing<Figures> _all = new();
    private readonly SlotRing<WorkFigures> _work = new();
    private readonly ConcurrentDictionary<(string Method, string Route), SlotRing<Figures>> _routes = new();
    private readonly TimeProvider _time;
    private readonly MeterListener _listener = new();
    private readonly ProcessFigures _process = new();
    private readonly DateTimeOffset _startedAt;
    private int _streams;
    private int _feeds;

    public PerformanceMeter(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _startedAt = time.GetUtcNow();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && IsWanted(instrument))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What was counted in the last so many slots, the running one among them.</summary>
    public PerformanceSnapshot Read(string instance, string service, int slots)
    {
        var now = _time.GetUtcNow();
        var last = Slots.IndexOf(now);
        var first = last - slots + 1;
        var (all, work) = (new Figures(), new WorkFigures());
        var series = new Figures?[slots];
        for (var index = first; index <= last; index++)
        {
            if (_all.Find(index) is { } figures)
                all.Add(series[index - first] = figures);
            if (_work.Find(index) is { } done)
                work.Add(done);
        }

        return new PerformanceSnapshot
        {
            Instance = instance,
            Service = service,
            StartedAt = _startedAt,
            FirstSlot = first,
            All = all,
            Routes = [.. _routes.Select(route => RouteFigures.Sum(route.Key.Method, route.Key.Route, route.Value, first, last)).OfType<RouteFigures>()],
            Series = series,
            Work = work,
            OpenStreams = Volatile.Read(ref _streams),
            Feeds = Volatile.Read(ref _feeds),
            Process = _process.Read(),
        };
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsWanted(Instrument instrument) => instrument.Meter.Name switch
    {
        "Microsoft.AspNetCore.Hosting" => instrument.Name == "http.server.request.duration",
        DownstreamTelemetry.Name => instrument.Name is "downstream.job.submitted" or "downstream.job.finished" or "downstream.stream.active"
            or "downstream.feed.active" or "downstream.event.sent" or "downstream.event.lag",
        _ => false,
    };

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (instrument.Name == "http.server.request.duration")
            TakeRequest(value * 1000, tags);
        else
            Work.EventLagged(value * 1000);
    }

    private void Take(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        switch (instrument.Name)
        {
            case "downstream.job.submitted":
                Work.JobSubmitted(value);
                break;
            case "downstream.job.finished":
                Work.JobFinished(tags.Length > 0 ? tags[0].Value as string : null, value);
                break;
            case "downstream.event.sent":
                Work.EventsSent(value);
                break;
            case "downstream.stream.active":
                Interlocked.Add(ref _streams, (int)value);
                break;
            case "downstream.feed.active":
                Interlocked.Add(ref _feeds, (int)value);
                break;
            default:
                break;
        }
    }

    private void TakeRequest(double milliseconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? method = null;
        string? route = null;
        var status = 0;
        foreach (var (name, value) in tags)
        {
            switch (name)
            {
                case "http.request.method":
                    method = value as string;
                    break;
                case "http.route":
                    route = value as string;
                    break;
                case "http.response.status_code":
                    status = value as int? ?? 0;
                    break;
                case HeldTag:
                    return;
                default:
                    break;
            }
        }

        if (route is not null && !IsCounted(route))
            return;

        var slot = Slots.IndexOf(_time.GetUtcNow());
        _all.At(slot).Add(milliseconds, status);
        if (method is null || route is null)
            return;

        if (_routes.TryGetValue((method, route), out var ring) || _routes.Count < MostRoutes)
            (ring ?? _routes.GetOrAdd((method, route), static _ => new SlotRing<Figures>())).At(slot).Add(milliseconds, status);
    }

    /// <summary>A stream lasts as long as its reader likes; and to look at the service is no use of it: its 503 there is no failure.</summary>
    private static bool IsCounted(string route) =>
        !route.Contains("/subscribe", StringComparison.Ordinal)
        && !route.StartsWith("/health", StringComparison.Ordinal)
        && !route.StartsWith("/v1/diagnostics", StringComparison.Ordinal)
        && !route.StartsWith("/v1/telemetry", StringComparison.Ordinal);

    private WorkFigures Work => _work.At(Slots.IndexOf(_time.GetUtcNow()));
}
