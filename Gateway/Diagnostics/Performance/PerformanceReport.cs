using Downstream.Gateway.Http;
using Downstream.Silo.Hosting.Telemetry.Performance;

namespace Downstream.Gateway.Diagnostics.Performance;

/// <summary>The answer to <c>/v1/diagnostics/performance</c>.</summary>
/// <param name="Time">When it was written.</param>
/// <param name="Instance">The process that was asked.</param>
/// <param name="Version">Its version.</param>
/// <param name="StartedAt">When it began to count.</param>
/// <param name="WindowSeconds">How far back it looks.</param>
/// <param name="Instances">All the processes whose figures are in it, the one that was asked first.</param>
/// <param name="Unanswered">How many processes did not answer in time; null where the others could not be asked.</param>
/// <param name="Requests">All requests but event streams and those held on purpose.</param>
/// <param name="Routes">The same by endpoint, those with the most first.</param>
/// <param name="Series">The same over the time.</param>
/// <param name="Jobs">What became of jobs.</param>
/// <param name="Streams">Event streams.</param>
/// <param name="Process">What the process that was asked takes.</param>
internal sealed record PerformanceReport(
    DateTimeOffset Time,
    string Instance,
    string Version,
    DateTimeOffset StartedAt,
    int WindowSeconds,
    IReadOnlyList<InstanceReport> Instances,
    int? Unanswered,
    RequestsReport Requests,
    IReadOnlyList<RouteReport> Routes,
    SeriesReport Series,
    JobsReport Jobs,
    StreamsReport Streams,
    ProcessReport Process)
{
    /// <param name="own">What the process that was asked counted.</param>
    /// <param name="others">What others counted in the same time.</param>
    /// <param name="unanswered">How many others did not tell; null where they could not be asked.</param>
    /// <param name="slots">How many slots back they look.</param>
    /// <param name="now">The present.</param>
    public static PerformanceReport Of(
        PerformanceSnapshot own, IReadOnlyList<PerformanceSnapshot> others, int? unanswered, int slots, DateTimeOffset now)
    {
        PerformanceSnapshot[] every = [own, .. others];

        // Jobs are counted where they run. What is asked of silos is only their own health and figures.
        PerformanceSnapshot[] gateways = [.. every.Where(snapshot => snapshot.Service == own.Service)];
        var (all, work) = (new Figures(), new WorkFigures());
        foreach (var snapshot in gateways)
            all.Add(snapshot.All);
        foreach (var snapshot in every)
            work.Add(snapshot.Work);

        // A process that is younger than the window has not counted for all of it.
        var seconds = Math.Clamp((now - gateways.Min(snapshot => snapshot.StartedAt)).TotalSeconds, 1, slots * Slots.Seconds);
        return new PerformanceReport(
            now,
            own.Instance,
            ServiceVersion.Text,
            own.StartedAt,
            slots * Slots.Seconds,
            [.. every.Select(snapshot => new InstanceReport(snapshot.Instance, snapshot.Service, snapshot.StartedAt, snapshot.Process))],
            unanswered,
            RequestsReport.Of(all, seconds),
            RouteReport.Of(gateways),
            SeriesReport.Of(gateways, own.FirstSlot, slots),
            new JobsReport(work.Submitted, work.Completed, work.PartiallyCompleted, work.Failed, work.Cancelled),
            StreamsReport.Of(every, work, seconds),
            own.Process);
    }
}

/// <summary>A process whose figures are in the report.</summary>
internal sealed record InstanceReport(string Instance, string Service, DateTimeOffset StartedAt, ProcessReport Process);

/// <param name="Count">How many there were.</param>
/// <param name="Failed">Those answered with 5xx.</param>
/// <param name="ClientErrors">Those answered with 4xx.</param>
/// <param name="RatePerSecond">How many a second.</param>
/// <param name="SuccessRate">The share that did not fail; null without requests.</param>
/// <param name="LatencyMs">How long they took.</param>
internal sealed record RequestsReport(int Count, int Failed, int ClientErrors, double RatePerSecond, double? SuccessRate, LatencyReport LatencyMs)
{
    public static RequestsReport Of(Figures all, double seconds) => new(
        all.Count,
        all.Failed,
        all.ClientErrors,
        Math.Round(all.Count / seconds, 2),
        all.Count == 0 ? null : Math.Round(1 - (all.Failed / (double)all.Count), 6),
        LatencyReport.Of(all));
}

/// <summary>Milliseconds; null without requests.</summary>
internal sealed record LatencyReport(double? P50, double? P95, double? P99, double? Max)
{
    public static LatencyReport Of(Figures figures) => new(
        figures.Percentile(0.5), figures.Percentile(0.95), figures.Percentile(0.99), figures.Count == 0 ? null : LatencyBuckets.Rounded(figures.MaxMs));
}

internal sealed record RouteReport(string Method, string Route, int Count, int Failed, int ClientErrors, LatencyReport LatencyMs)
{
    public static IReadOnlyList<RouteReport> Of(IEnumerable<PerformanceSnapshot> snapshots) =>
    [
        .. snapshots.SelectMany(snapshot => snapshot.Routes)
            .GroupBy(route => (route.Method, route.Route))
            .Select(route =>
            {
                var sum = new Figures();
                foreach (var part in route)
                    sum.Add(part.Figures);
                return new RouteReport(route.Key.Method, route.Key.Route, sum.Count, sum.Failed, sum.ClientErrors, LatencyReport.Of(sum));
            })
            .OrderByDescending(route => route.Count),
    ];
}

/// <summary>Step by step, the oldest first; null where nothing was asked.</summary>
internal sealed record SeriesReport(
    DateTimeOffset From,
    int StepSeconds,
    IReadOnlyList<int?> Count,
    IReadOnlyList<int?> Failed,
    IReadOnlyList<double?> P50,
    IReadOnlyList<double?> P95,
    IReadOnlyList<double?> P99)
{
    public static SeriesReport Of(IReadOnlyList<PerformanceSnapshot> snapshots, long first, int slots)
    {
        var sums = new Figures?[slots];
        foreach (var snapshot in snapshots)
        {
            for (var i = 0; i < snapshot.Series.Count; i++)
            {
                // The other's slots may be shifted: it was asked a moment later.
                var index = snapshot.FirstSlot + i - first;
                if (snapshot.Series[i] is { } figures && index >= 0 && index < slots)
                    (sums[index] ??= new Figures()).Add(figures);
            }
        }

        return new SeriesReport(
            Slots.StartOf(first),
            Slots.Seconds,
            [.. sums.Select(sum => sum?.Count)],
            [.. sums.Select(sum => sum?.Failed)],
            [.. sums.Select(sum => sum?.Percentile(0.5))],
            [.. sums.Select(sum => sum?.Percentile(0.95))],
            [.. sums.Select(sum => sum?.Percentile(0.99))]);
    }
}

/// <summary>Jobs accepted, and those that ended by how they did.</summary>
internal sealed record JobsReport(long Submitted, long Completed, long PartiallyCompleted, long Failed, long Cancelled);

/// <param name="Open">Streams that are open.</param>
/// <param name="Feeds">Jobs that are watched for them.</param>
/// <param name="EventsPerSecond">Events written to them.</param>
/// <param name="LagMs">From an update's time to its write.</param>
internal sealed record StreamsReport(int Open, int Feeds, double EventsPerSecond, LagReport LagMs)
{
    private const double LongestLagMs = 120_000;

    public static StreamsReport Of(IReadOnlyList<PerformanceSnapshot> snapshots, WorkFigures work, double seconds) => new(
        snapshots.Sum(snapshot => snapshot.OpenStreams),
        snapshots.Sum(snapshot => snapshot.Feeds),
        Math.Round(work.Events / seconds, 2),
        new LagReport(LatencyBuckets.Percentile(work.Lag, 0.5, LongestLagMs), LatencyBuckets.Percentile(work.Lag, 0.99, LongestLagMs)));
}

/// <summary>Milliseconds; null without events.</summary>
internal sealed record LagReport(double? P50, double? P99);
