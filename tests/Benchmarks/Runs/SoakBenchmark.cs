using System.Diagnostics;
using System.Globalization;
using Downstream.Benchmarks.Load;
using Downstream.Benchmarks.Processes;
using Downstream.Benchmarks.Report;

namespace Downstream.Benchmarks.Runs;

/// <summary>
/// The one process of the embedded default under a steady load for half an hour, every job a new file with the default's
/// delays: what its resident memory does in the last third.
/// </summary>
internal static class SoakBenchmark
{
    private const int JobsPerSecond = 100;
    private const int Callers = 1_000;
    private const int Connections = 10;
    private const double MiB = 1024 * 1024;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(BenchmarkOptions options, ResultTable table, CancellationToken cancellationToken)
    {
        var duration = TimeSpan.FromMinutes(options.Quick ? 6 : 30);
        await using var service = Service.Embedded();
        await service.StartAsync(cancellationToken);
        using var load = new RequestLoad(service.Port, Connections);
        using var ticks = new PeriodicTimer(Tick);
        var samples = new List<double>();
        var started = Stopwatch.GetTimestamp();
        for (var second = 0; Stopwatch.GetElapsedTime(started) < duration; second++)
        {
            var first = second * JobsPerSecond;
            byte[][] submits = [.. Enumerable.Range(first, JobsPerSecond).Select(index => Jobs.Submit(index, files: 1, index % Callers))];
            (await load.RunAsync(submits, Patience, JobsPerSecond)).Require(202);
            samples.Add(await service.ResidentMemoryAsync(cancellationToken) / MiB);
            if (samples.Count % 60 == 0)
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {samples.Count / 60} min: {samples[^1]:0} MiB"));
            await ticks.WaitForNextTickAsync(cancellationToken);
        }

        var lastThird = samples[(samples.Count * 2 / 3)..];
        var slice = lastThird.Count / 10;
        var (before, after) = (lastThird[..slice].Average(), lastThird[^slice..].Average());
        table.Add($"{JobsPerSecond} jobs/s for {duration.TotalMinutes:0} min: resident memory at the end (beside: at two thirds)", [after], "0' MiB'", "< 1.02 times", [before]);
    }
}
