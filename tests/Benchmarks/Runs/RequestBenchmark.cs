using System.Globalization;
using Downstream.Benchmarks.Bare;
using Downstream.Benchmarks.Load;
using Downstream.Benchmarks.Processes;
using Downstream.Benchmarks.Report;

namespace Downstream.Benchmarks.Runs;

/// <summary>
/// Submits and status reads over 50 connections, of a silo and a gateway apart, and of one node that does everything. The
/// jobs wait out a long delay, so that nothing but their acceptance is measured. Beside them the bare server: one SET in
/// the same Redis server for each submit, a constant for each read; and BullMQ, whose jobs wait as long.
/// </summary>
internal static class RequestBenchmark
{
    private const int Connections = 50;
    private const int Files = 500;
    private const int JobsRead = 5_000;
    private const int Delay = 3_600_000;

    private static readonly TimeSpan Cold = TimeSpan.FromSeconds(8);

    public static async Task RunAsync(BenchmarkOptions options, ResultTable table, CancellationToken cancellationToken)
    {
        var (apart, node, bare, peer) = (new Figures(), new Figures(), new Figures(), new Figures());
        var submits = Jobs.Submits(Files);
        (string, string)[] delays = [("DOWNLOAD_DELAY_MIN_MS", Text(Delay)), ("DOWNLOAD_DELAY_MAX_MS", Text(Delay))];
        for (var run = 0; run < options.Repeats; run++)
        {
            // A new cluster each time: the jobs of the run before would take part once they are due.
            await using (var cluster = await Cluster.StartAsync(1, cancellationToken, delays))
                await apart.MeasureAsync(options, cluster.Gateway.Port, submits, Jobs.ReadId, Jobs.StatusPath);

            await using (var cluster = await Cluster.StartAsync(0, cancellationToken, delays))
            {
                await node.MeasureAsync(options, cluster.Gateway.Port, submits, Jobs.ReadId, Jobs.StatusPath);

                await using var server = Service.Bare(Text(node.Reads[^1].MeanBytes), Text(cluster.Redis.Port), "-1", "0");
                await server.StartAsync(cancellationToken);
                await bare.MeasureAsync(
                    options, server.Port, [RequestLoad.Post(BareServer.StorePath, "{\"file_ids\":[700000]}")], _ => string.Empty, _ => BareServer.AnswerPath);
            }

            await using var bullMq = await BullMq.StartAsync(Delay, cancellationToken);
            await peer.MeasureAsync(
                options, bullMq.Port, [RequestLoad.Post(BullMq.SubmitPath, "{\"file_ids\":[700000]}")], BullMq.ReadId, BullMq.JobPath);
        }

        foreach (var (name, figures) in (ReadOnlySpan<(string, Figures)>)[("apart", apart), ("one node", node)])
        {
            Add($"submits, {name}", figures.Submits, bare.Submits);
            Add($"submits, {name}, beside BullMQ", figures.Submits, peer.Submits, ">= 1.3 times");
            table.Add($"submits, {name}, the first {Cold.TotalSeconds} s; beside its own warm rate", Rates(figures.ColdSubmits), "0'/s'", ">= 0.7 times", Rates(figures.Submits));
            Add($"status reads, {name}", figures.Reads, bare.Reads);
            Add($"status reads, {name}, beside BullMQ", figures.Reads, peer.Reads, ">= 3 times");
        }

        void Add(string name, List<RequestFigures> figures, List<RequestFigures> beside, string target = "")
        {
            table.Add($"{name}, {Connections} connections", Rates(figures), "0'/s'", target, Rates(beside));
            table.Add($"{name}, p50", Latencies(figures, 0.5), "0.0' ms'", string.Empty, Latencies(beside, 0.5));
            table.Add($"{name}, p99", Latencies(figures, 0.99), "0.0' ms'", string.Empty, Latencies(beside, 0.99));
        }
    }

    private static List<double> Rates(List<RequestFigures> figures) => [.. figures.Select(f => f.PerSecond)];

    private static List<double> Latencies(List<RequestFigures> figures, double part) => [.. figures.Select(f => f.Latency.Percentile(part))];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What was measured of one server, run by run.</summary>
    private sealed class Figures
    {
        public delegate string IdReader(ReadOnlySpan<byte> answer);

        public List<RequestFigures> ColdSubmits { get; } = [];

        public List<RequestFigures> Submits { get; } = [];

        public List<RequestFigures> Reads { get; } = [];

        public async Task MeasureAsync(BenchmarkOptions options, int port, IReadOnlyList<byte[]> submit, IdReader readId, Func<string, string> pathOf)
        {
            using var load = new RequestLoad(port, Connections);
            var ids = new List<string>();
            ColdSubmits.Add((await load.RunAsync(submit, Cold)).Require(202));
            await load.RunAsync(submit, options.RequestWarmUp);
            Submits.Add((await load.RunAsync(submit, options.Duration, reader: Keep)).Require(202));

            var paths = ids.Select(id => RequestLoad.Get(pathOf(id))).ToList();
            await load.RunAsync(paths, options.RequestWarmUp);
            Reads.Add((await load.RunAsync(paths, options.Duration)).Require(200));

            void Keep(ReadOnlySpan<byte> answer)
            {
                if (ids.Count < JobsRead)
                    ids.Add(readId(answer));
            }
        }
    }
}
