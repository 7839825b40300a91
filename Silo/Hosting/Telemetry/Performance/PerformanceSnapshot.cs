namespace Downstream.Silo.Hosting.Telemetry.Performance;

/// <summary>What one process counted in a stretch of time, so that what several counted can be put together.</summary>
internal sealed record PerformanceSnapshot
{
    public required string Instance { get; init; }

    public required string Service { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required long FirstSlot { get; init; }

    public required Figures All { get; init; }

    public required IReadOnlyList<RouteFigures> Routes { get; init; }

    /// <summary>Slot by slot; null where nothing was asked.</summary>
    public required IReadOnlyList<Figures?> Series { get; init; }

    public required WorkFigures Work { get; init; }

    public required int OpenStreams { get; init; }

    public required int Feeds { get; init; }

    public required ProcessReport Process { get; init; }
}

/// <summary>The requests to one endpoint.</summary>
internal sealed record RouteFigures(string Method, string Route, Figures Figures)
{
    /// <returns>Null when it was not asked in that time.</returns>
    public static RouteFigures? Sum(string method, string route, SlotRing<Figures> ring, long first, long last)
    {
        Figures? sum = null;
        for (var index = first; index <= last; index++)
        {
            if (ring.Find(index) is { } figures)
                (sum ??= new Figures()).Add(figures);
        }

        return sum is null ? null : new RouteFigures(method, route, sum);
    }
}
