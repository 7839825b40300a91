using Downstream.Benchmarks.Load;
using Downstream.Benchmarks.Processes;
using Downstream.Benchmarks.Report;

namespace Downstream.Benchmarks.Runs;

/// <summary>
/// Many jobs, each watched by one stream, at one event a second. Ten minutes of delay move the progress by one and a
/// half tenths of a percent a second, so that every second has its event. Beside it the bare server, which sends one
/// event to all the streams every second.
/// </summary>
internal static class WatchedJobsBenchmark
{
    private const int IntervalMs = 1_000;

    public static async Task RunAsync(BenchmarkOptions options, ResultTable table, CancellationToken cancellationToken)
    {
        var count = options.Quick ? 1_000 : 5_000;
        var runs = new List<Run>();
        await using (var cluster = await Cluster.StartAsync(
            1, cancellationToken, ("PROGRESS_INTERVAL_MS", "1000"), ("DOWNLOAD_DELAY_MIN_MS", "600000"), ("DOWNLOAD_DELAY_MAX_MS", "600000")))
        {
            var ids = await Jobs.SubmitAsync(cluster, count);
            using var streams = await StreamLoad.OpenAsync(cluster.Gateway.Port, [.. ids.Select(Jobs.EventsPath)], cancellationToken);
            await Task.Delay(options.WarmUp, cancellationToken);
            for (var run = 0; run < options.Repeats; run++)
                runs.Add(await MeasureAsync(streams, options.Duration, cluster.Gateway, cluster.Silos[0], cancellationToken));
        }

        var bare = new List<Run>();
        await using var server = Service.Bare("2", "0", $"{IntervalMs}", $"{runs[0].Streams.MeanBytes}");
        await server.StartAsync(cancellationToken);
        using var all = await StreamLoad.OpenAsync(server.Port, [.. Enumerable.Repeat(Bare.BareServer.EventsPath, count)], cancellationToken);
        await Task.Delay(options.WarmUp, cancellationToken);
        for (var run = 0; run < options.Repeats; run++)
            bare.Add(await MeasureAsync(all, options.Duration, server, null, cancellationToken));

        var name = $"{count} jobs with a stream each at 1/s";
        Add("events delivered", run => run.Streams.PerSecond, "0'/s'", $">= {0.98 * count:0}/s");
        Add("p50 from time to arrival", run => run.Streams.Latency.Percentile(0.5), "0.0' ms'", string.Empty);
        Add("p99 from time to arrival", run => run.Streams.Latency.Percentile(0.99), "0.0' ms'", "<= 100 ms");
        Add("gateway's CPU seconds per second", run => run.Gateway, "0.00", string.Empty);
        table.Add($"{name}: silo's CPU seconds per second", [.. runs.Select(run => run.Silo)], "0.00");
        table.Add($"{name}: both", [.. runs.Select(run => run.Gateway + run.Silo)], "0.00", "<= 1.00");

        void Add(string what, Func<Run, double> value, string format, string target) =>
            table.Add($"{name}: {what}", [.. runs.Select(value)], format, target, [.. bare.Select(value)]);
    }

    private static async Task<Run> MeasureAsync(
        StreamLoad streams, TimeSpan duration, Service gateway, Service? silo, CancellationToken cancellationToken)
    {
        var (gatewayBefore, siloBefore) = (await gateway.ProcessorTimeAsync(cancellationToken), await SiloAsync());
        var figures = await streams.MeasureAsync(duration, cancellationToken);
        var gatewayUsed = await gateway.ProcessorTimeAsync(cancellationToken) - gatewayBefore;
        var siloUsed = await SiloAsync() - siloBefore;
        return new Run(figures, gatewayUsed / figures.Elapsed, siloUsed / figures.Elapsed);

        async Task<TimeSpan> SiloAsync() => silo is null ? TimeSpan.Zero : await silo.ProcessorTimeAsync(cancellationToken);
    }

    private sealed record Run(StreamFigures Streams, double Gateway, double Silo);
}
