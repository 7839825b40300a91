using System.Globalization;
using Downstream.Benchmarks.Load;
using Downstream.Benchmarks.Processes;
using Downstream.Benchmarks.Report;

namespace Downstream.Benchmarks.Runs;

/// <summary>
/// One job, watched by many. Beside it the bare server and nchan, with as many streams, as many events and as many bytes
/// each.
/// </summary>
/// <remarks>
/// An event comes when the progress moves by a tenth of a percent, at most once per interval, and a delay makes up 900
/// tenths. So there are ten events in a second with an interval of 100 ms and a delay of less than 90 s, and 150 with
/// 5 ms and 6 s: 150,000 events/s for 1,000 streams. What cannot be delivered is conflated by the feed, so that what
/// arrives is the rate at which it saturates.
/// </remarks>
internal static class FanOutBenchmark
{
    private const int PacedIntervalMs = 100;
    private const int SaturatedIntervalMs = 5;
    private const int SaturatedStreams = 1_000;
    private const string Idle = "86400000";

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(BenchmarkOptions options, ResultTable table, CancellationToken cancellationToken)
    {
        int[] sizes = options.Quick ? [1_000, 5_000] : [1_000, 5_000, 10_000];
        foreach (var streams in sizes)
            await PacedAsync(options, table, streams, cancellationToken);

        await SaturatedAsync(options, table, cancellationToken);
        await IdleAsync(options, table, sizes[^1], cancellationToken);
    }

    private static async Task PacedAsync(BenchmarkOptions options, ResultTable table, int streams, CancellationToken cancellationToken)
    {
        var (gateway, bare) = (new FanOutRuns(), new FanOutRuns());
        await using (var cluster = await StartAsync(PacedIntervalMs, "80000", cancellationToken))
        {
            for (var run = 0; run < options.Repeats; run++)
                gateway.Add(await MeasureAsync(cluster, run, streams, options.WarmUp, options.Duration, cancellationToken), streams);
        }

        await MeasureBareAsync(bare, options, PacedIntervalMs, streams, gateway.MeanBytes, cancellationToken);
        Report(table, $"{streams} streams at 10/s", gateway, bare);
        Report(table, $"{streams} streams at 10/s, beside nchan", gateway, await MeasureNchanAsync(options, PacedIntervalMs, streams, gateway.MeanBytes, cancellationToken));
    }

    private static async Task SaturatedAsync(BenchmarkOptions options, ResultTable table, CancellationToken cancellationToken)
    {
        var (gateway, bare, limit) = (new FanOutRuns(), new FanOutRuns(), new FanOutRuns());
        await using (var cluster = await StartAsync(SaturatedIntervalMs, "6000", cancellationToken))
        {
            // A job lasts 6 s, most of which is spent with it: the first one, not counted, is the warm-up.
            for (var run = 0; run <= options.Repeats; run++)
            {
                var figures = await MeasureAsync(cluster, run, SaturatedStreams, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), cancellationToken);
                if (run > 0)
                    gateway.Add(figures, SaturatedStreams);
            }
        }

        await MeasureBareAsync(bare, options, SaturatedIntervalMs, SaturatedStreams, gateway.MeanBytes, cancellationToken);
        await MeasureBareAsync(limit, options, intervalMs: 0, SaturatedStreams, gateway.MeanBytes, cancellationToken);
        Report(table, $"{SaturatedStreams} streams, up to 150/s", gateway, bare);
        Report(
            table,
            $"{SaturatedStreams} streams, up to 150/s, beside nchan",
            gateway,
            await MeasureNchanAsync(options, SaturatedIntervalMs, SaturatedStreams, gateway.MeanBytes, cancellationToken));
        table.Add($"{SaturatedStreams} streams, against the loop without a pause", gateway.Rates, "0'/s'", string.Empty, limit.Rates);
    }

    private static async Task IdleAsync(BenchmarkOptions options, ResultTable table, int streams, CancellationToken cancellationToken)
    {
        var (gateway, bare, nchan) = (new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < options.Repeats; run++)
        {
            await using (var cluster = await StartAsync(PacedIntervalMs, Idle, cancellationToken))
            {
                // The first streams pay for code and buffers that all of them share.
                var jobId = (await Jobs.SubmitAsync(cluster, 1))[0];
                gateway.Add(await MeasureIdleAsync(cluster.Gateway, Jobs.EventsPath(jobId), streams, cancellationToken));
            }

            await using var server = BareServer(0, -1);
            await server.StartAsync(cancellationToken);
            bare.Add(await MeasureIdleAsync(server, Bare.BareServer.EventsPath, streams, cancellationToken));

            await using var peer = await Nchan.StartAsync(0, (int)TimeSpan.FromDays(1).TotalMilliseconds, cancellationToken);
            nchan.Add(await MeasureIdleAsync(peer.Server, Nchan.EventsPath, streams, cancellationToken));
        }

        table.Add($"memory per idle stream, of {streams}", gateway, "0.0' KB'", string.Empty, bare);
        table.Add($"memory per idle stream, of {streams}, beside nchan", gateway, "0.0' KB'", string.Empty, nchan);
    }

    private static async Task<double> MeasureIdleAsync(Service server, string path, int streams, CancellationToken cancellationToken)
    {
        using var first = await StreamLoad.OpenAsync(server.Port, [.. Enumerable.Repeat(path, 100)], cancellationToken);
        await Task.Delay(Settling, cancellationToken);
        var before = await server.ResidentMemoryAsync(cancellationToken);
        using var load = await StreamLoad.OpenAsync(server.Port, [.. Enumerable.Repeat(path, streams)], cancellationToken);
        await Task.Delay(Settling, cancellationToken);
        return (await server.ResidentMemoryAsync(cancellationToken) - before) / 1024d / streams;
    }

    private static async Task<FanOutFigures> MeasureAsync(
        Cluster cluster, int run, int streams, TimeSpan warmUp, TimeSpan duration, CancellationToken cancellationToken)
    {
        // A file of its own: the one of the run before may be ready by now.
        var jobId = (await Jobs.SubmitAsync(cluster, 1, firstFile: run))[0];
        return await MeasureAsync(cluster.Gateway, Jobs.EventsPath(jobId), streams, warmUp, duration, cancellationToken);
    }

    private static async Task<FanOutFigures> MeasureAsync(
        Service server, string path, int streams, TimeSpan warmUp, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var load = await StreamLoad.OpenAsync(server.Port, [.. Enumerable.Repeat(path, streams)], cancellationToken);
        await Task.Delay(warmUp, cancellationToken);
        var before = await server.ProcessorTimeAsync(cancellationToken);
        var figures = await load.MeasureAsync(duration, cancellationToken);
        var processor = await server.ProcessorTimeAsync(cancellationToken) - before;
        return new FanOutFigures(figures, processor, await server.ResidentMemoryAsync(cancellationToken));
    }

    private static async Task MeasureBareAsync(
        FanOutRuns runs, BenchmarkOptions options, int intervalMs, int streams, int eventBytes, CancellationToken cancellationToken)
    {
        await using var server = BareServer(eventBytes, intervalMs);
        await server.StartAsync(cancellationToken);
        for (var run = 0; run < options.Repeats; run++)
            runs.Add(await MeasureAsync(server, Bare.BareServer.EventsPath, streams, options.WarmUp, options.Duration, cancellationToken), streams);
    }

    private static async Task<FanOutRuns> MeasureNchanAsync(
        BenchmarkOptions options, int intervalMs, int streams, int eventBytes, CancellationToken cancellationToken)
    {
        var runs = new FanOutRuns();
        for (var run = 0; run < options.Repeats; run++)
        {
            await using var peer = await Nchan.StartAsync(eventBytes, intervalMs, cancellationToken);
            runs.Add(await MeasureAsync(peer.Server, Nchan.EventsPath, streams, options.WarmUp, options.Duration, cancellationToken), streams);
        }

        return runs;
    }

    private static void Report(ResultTable table, string name, FanOutRuns gateway, FanOutRuns bare)
    {
        table.Add($"{name}: events delivered", gateway.Rates, "0'/s'", string.Empty, bare.Rates);
        table.Add($"{name}: events there were", gateway.Sources, "0.0'/s'", string.Empty, bare.Sources);
        table.Add($"{name}: p50 from time to arrival", gateway.Medians, "0.0' ms'", string.Empty, bare.Medians);
        table.Add($"{name}: p99 from time to arrival", gateway.Tails, "0.0' ms'", string.Empty, bare.Tails);
        table.Add($"{name}: server's CPU seconds per second", gateway.Processors, "0.00", string.Empty, bare.Processors);
        table.Add($"{name}: server's CPU microseconds per event", gateway.Costs, "0.0' us'", string.Empty, bare.Costs);
        table.Add($"{name}: server's resident memory", gateway.Memories, "0' MB'", string.Empty, bare.Memories);
    }

    private static Task<Cluster> StartAsync(int intervalMs, string delay, CancellationToken cancellationToken) => Cluster.StartAsync(
        1,
        cancellationToken,
        ("PROGRESS_INTERVAL_MS", Text(intervalMs)),
        ("DOWNLOAD_DELAY_MIN_MS", delay),
        ("DOWNLOAD_DELAY_MAX_MS", delay));

    private static Service BareServer(int eventBytes, int intervalMs) => Service.Bare("2", "0", Text(intervalMs), Text(eventBytes));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
