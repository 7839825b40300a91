using Downstream.Benchmarks.Load;

namespace Downstream.Benchmarks.Runs;

/// <summary>One measurement of streams, and what it cost the server.</summary>
/// <param name="Streams">What arrived.</param>
/// <param name="Processor">The processor time of the server.</param>
/// <param name="Memory">Its resident memory in the end, in bytes.</param>
internal sealed record FanOutFigures(StreamFigures Streams, TimeSpan Processor, long Memory);

/// <summary>The runs of one measurement.</summary>
internal sealed class FanOutRuns
{
    private readonly List<FanOutFigures> _runs = [];

    public int MeanBytes => (int)_runs.Average(run => run.Streams.MeanBytes);

    public IReadOnlyList<double> Rates => Values(run => run.Streams.PerSecond);

    public IReadOnlyList<double> Sources => Values(run => run.Streams.TimesPerSecond);

    public IReadOnlyList<double> Medians => Values(run => run.Streams.Latency.Percentile(0.5));

    public IReadOnlyList<double> Tails => Values(run => run.Streams.Latency.Percentile(0.99));

    public IReadOnlyList<double> Processors => Values(run => run.Processor / run.Streams.Elapsed);

    public IReadOnlyList<double> Costs => Values(run => run.Processor.TotalMicroseconds / run.Streams.Latency.Count);

    public IReadOnlyList<double> Memories => Values(run => run.Memory / (1024d * 1024d));

    public void Add(FanOutFigures figures, int streams)
    {
        if (figures.Streams.Latency.Count < streams)
            throw new InvalidOperationException($"Only {figures.Streams.Latency.Count} events arrived on {streams} streams.");

        _runs.Add(figures);
    }

    private List<double> Values(Func<FanOutFigures, double> value) => [.. _runs.Select(value)];
}
