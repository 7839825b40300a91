using Downstream.Benchmarks.Report;

namespace Downstream.Benchmarks.Runs;

/// <summary>One of the things that can be measured.</summary>
internal delegate Task Benchmark(BenchmarkOptions options, ResultTable table, CancellationToken cancellationToken);
