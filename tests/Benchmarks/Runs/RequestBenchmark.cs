using System.Globalization;
using Downstream.Benchmarks.Bare;
using Downstream.Benchmarks.Load;
using Downstream.Benchmarks.Processes;
using Downstream.Benchmarks.Report;

namespace Downstream.Benchmarks.Runs;

/// <summary>
/// Submits and status reads over 50 connections. The jobs wait out a long delay, so that nothing but their acceptance
/// is measured. Beside it the bare server: one SET in the same Redis server for each submit, a constant for each read; and
/// BullMQ, whose jobs wait as long.
/// </summary>
internal static class RequestBenchmark
{
    private delegate string IdReader(ReadOnlySpan<byte> answer);

    private const int Connections = 50;
    private const int Files = 500;
    private const int JobsRead = 5_000;
    private const int Delay = 3_600_000;

    public static async Task RunAsync(BenchmarkOptions options, ResultTable table, CancellationToken cancellationToken)
    {
        var submits = new List<RequestFigures>();
        var reads = new List<RequestFigures>();
        var bareSubmits = new List<RequestFigures>();
        var bareReads = new List<RequestFigures>();
        var peerSubmits = new List<RequestFigures>();
        var peerReads = new List<RequestFigures>();
        var requests = Jobs.Submits(Files);
        for (var run = 0; run < options.Repeats; run++)
        {
            // A new cluster each time: the jobs of the run before would take part once they are due.
            await using var cluster = await Cluster.StartAsync(1, cancellationToken, ("DOWNLOAD_DELAY_MIN_MS", Text(Delay)), ("DOWNLOAD_DELAY_MAX_MS", Text(Delay)));
            await MeasureAsync(cluster.Gateway.Port, requests, Jobs.ReadId, Jobs.StatusPath, submits, reads);

            await using var bare = Service.Bare(Text(reads[^1].MeanBytes), Text(cluster.Redis.Port), "-1", "0");
            await bare.StartAsync(cancellationToken);
            using var bareLoad = new RequestLoad(bare.Port, Connections);
            var store = RequestLoad.Post(BareServer.StorePath, "{\"file_ids\":[700000]}");
            await bareLoad.RunAsync([store], options.RequestWarmUp);
            bareSubmits.Add((await bareLoad.RunAsync([store], options.Duration)).Require(202));
            var answer = RequestLoad.Get(BareServer.AnswerPath);
            await bareLoad.RunAsync([answer], options.RequestWarmUp);
            bareReads.Add((await bareLoad.RunAsync([answer], options.Duration)).Require(200));

            await using var peer = await BullMq.StartAsync(Delay, cancellationToken);
            await MeasureAsync(
                peer.Port, [RequestLoad.Post(BullMq.SubmitPath, "{\"file_ids\":[700000]}")], BullMq.ReadId, BullMq.JobPath, peerSubmits, peerReads);
        }

        Add("submits", submits, bareSubmits);
        Add("submits, beside BullMQ", submits, peerSubmits, ">= 1.3 times");
        Add("status reads", reads, bareReads);
        Add("status reads, beside BullMQ", reads, peerReads, ">= 3 times");

        async Task MeasureAsync(
            int port, IReadOnlyList<byte[]> submit, IdReader readId, Func<string, string> pathOf, List<RequestFigures> ofSubmits, List<RequestFigures> ofReads)
        {
            using var load = new RequestLoad(port, Connections);
            var ids = new List<string>();
            await load.RunAsync(submit, options.RequestWarmUp);
            ofSubmits.Add((await load.RunAsync(submit, options.Duration, reader: Keep)).Require(202));

            var paths = ids.Select(id => RequestLoad.Get(pathOf(id))).ToList();
            await load.RunAsync(paths, options.RequestWarmUp);
            ofReads.Add((await load.RunAsync(paths, options.Duration)).Require(200));

            void Keep(ReadOnlySpan<byte> answer)
            {
                if (ids.Count < JobsRead)
                    ids.Add(readId(answer));
            }
        }

        void Add(string name, List<RequestFigures> figures, List<RequestFigures> bare, string target = "")
        {
            table.Add($"{name}, {Connections} connections", Values(figures, f => f.PerSecond), "0'/s'", target, Values(bare, f => f.PerSecond));
            table.Add($"{name}, p50", Values(figures, f => f.Latency.Percentile(0.5)), "0.0' ms'", string.Empty, Values(bare, f => f.Latency.Percentile(0.5)));
            table.Add($"{name}, p99", Values(figures, f => f.Latency.Percentile(0.99)), "0.0' ms'", string.Empty, Values(bare, f => f.Latency.Percentile(0.99)));
        }
    }

    private static List<double> Values(List<RequestFigures> figures, Func<RequestFigures, double> value) => [.. figures.Select(value)];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
