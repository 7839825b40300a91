namespace Downstream.Benchmarks.Runs;

/// <summary>All that can be measured, by the names of the command line.</summary>
internal static class Suite
{
    public static IReadOnlyDictionary<string, Benchmark> All { get; } = new Dictionary<string, Benchmark>
    {
        ["requests"] = RequestBenchmark.RunAsync,
        ["jobs"] = JobBenchmark.RunAsync,
        ["scale"] = ScaleBenchmark.RunAsync,
        ["fan-out"] = FanOutBenchmark.RunAsync,
        ["watched-jobs"] = WatchedJobsBenchmark.RunAsync,
        ["recovery"] = RecoveryBenchmark.RunAsync,
        ["soak"] = SoakBenchmark.RunAsync,
    };
}
