using System.Diagnostics;
using Downstream.Benchmarks.Load;
using Downstream.Benchmarks.Processes;
using Downstream.Benchmarks.Report;

namespace Downstream.Benchmarks.Runs;

/// <summary>Many jobs of one file at once, and a few of a thousand files each: how long they take, and what the silo's memory comes to.</summary>
internal static class ScaleBenchmark
{
    private const int SmallJobs = 1_000;
    private const int SmallCallers = 100;
    private const int LargeJobs = 20;
    private const int FilesPerLargeJob = 1_000;
    private const double MiB = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(BenchmarkOptions options, ResultTable table, CancellationToken cancellationToken)
    {
        await MeasureAsync($"{SmallJobs} jobs of 1 file at once", Jobs.Submits(SmallJobs, SmallCallers), SmallCallers, options, table, cancellationToken);
        var large = Enumerable.Range(0, LargeJobs).Select(job => Jobs.Submit(job * FilesPerLargeJob, FilesPerLargeJob, job)).ToList();
        await MeasureAsync($"{LargeJobs} jobs of {FilesPerLargeJob} files at once", large, LargeJobs, options, table, cancellationToken);
    }

    private static async Task MeasureAsync(
        string name, List<byte[]> submits, int callers, BenchmarkOptions options, ResultTable table, CancellationToken cancellationToken)
    {
        var (seconds, idle, peak) = (new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < options.Repeats; run++)
        {
            // A new one each time: the files are not stored yet, and the peak of the memory is this run's.
            await using var cluster = await Cluster.StartAsync(1, cancellationToken, ("DOWNLOAD_DELAY_ENABLED", "false"));
            using var load = new RequestLoad(cluster.Gateway.Port, callers);
            idle.Add(await cluster.Silos[0].ResidentMemoryAsync(cancellationToken) / MiB);
            var started = Stopwatch.GetTimestamp();
            (await load.RunAsync(submits, Patience, submits.Count)).Require(202);
            await JobBenchmark.DrainAsync(load, callers, Patience, cancellationToken);
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            peak.Add(await cluster.Silos[0].PeakResidentMemoryAsync(cancellationToken) / MiB);
        }

        table.Add($"{name}: until the last one ended", seconds, "0.0' s'");
        table.Add($"{name}: resident memory of the silo at its peak (bare: idle)", peak, "0' MiB'", string.Empty, idle);
    }
}
