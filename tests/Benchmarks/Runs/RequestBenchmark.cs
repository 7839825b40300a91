using System.Globalization;
using Downstream.Benchmarks.Bare;
using Downstream.Benchmarks.Load;
using Downstream.Benchmarks.Processes;
using Downstream.Benchmarks.Report;

namespace Downstream.Benchmarks.Runs;

/// <summary>
/// Submits and status reads over 50 connections. The jobs wait out a long delay, so that nothing but their acceptance
/// is measured. Beside it the bare server: one SET in the same Redis server for each submit, a constant for each read.
/// </summary>
internal static class RequestBenchmark
{
    private const int Connections = 50;
    private const int Files = 500;
    private const int JobsRead = 5_000;

    public static async Task RunAsync(BenchmarkOptions options, ResultTable table, CancellationToken cancellationToken)
    {
        var submits = new List<RequestFigures>();
        var reads = new List<RequestFigures>();
        var bareSubmits = new List<RequestFigures>();
        var bareReads = new List<RequestFigures>();
        var requests = Jobs.Submits(Files);
        for (var run = 0; run < options.Repeats; run++)
        {
            // A new cluster each time: the reminders of all the jobs of the run before would take part after a minute.
            await using var cluster = await Cluster.StartAsync(1, cancellationToken, ("DOWNLOAD_DELAY_MIN_MS", "3600000"), ("DOWNLOAD_DELAY_MAX_MS", "3600000"));
            using var load = new RequestLoad(cluster.Gateway.Port, Connections);
            var ids = new List<string>();
            await load.RunAsync(requests, options.RequestWarmUp);
            submits.Add((await load.RunAsync(requests, options.Duration, reader: Keep)).Require(202));

            var paths = ids.Take(JobsRead).Select(id => RequestLoad.Get(Jobs.StatusPath(id))).ToList();
            await load.RunAsync(paths, options.RequestWarmUp);
            reads.Add((await load.RunAsync(paths, options.Duration)).Require(200));

            await using var bare = Service.Bare(Text(reads[^1].MeanBytes), Text(cluster.Redis.Port), "-1", "0");
            await bare.StartAsync(cancellationToken);
            using var bareLoad = new RequestLoad(bare.Port, Connections);
            var store = RequestLoad.Post(BareServer.StorePath, "{\"file_ids\":[700000]}");
            await bareLoad.RunAsync([store], options.RequestWarmUp);
            bareSubmits.Add((await bareLoad.RunAsync([store], options.Duration)).Require(202));
            var answer = RequestLoad.Get(BareServer.AnswerPath);
            await bareLoad.RunAsync([answer], options.RequestWarmUp);
            bareReads.Add((await bareLoad.RunAsync([answer], options.Duration)).Require(200));

            void Keep(ReadOnlySpan<byte> answer)
            {
                if (ids.Count < JobsRead)
                    ids.Add(Jobs.ReadId(answer));
            }
        }

        Add("submits", submits, bareSubmits, ">= 5000/s");
        Add("status reads", reads, bareReads, ">= 20000/s");

        void Add(string name, List<RequestFigures> figures, List<RequestFigures> bare, string target)
        {
            table.Add($"{name}, {Connections} connections", Values(figures, f => f.PerSecond), "0'/s'", target, Values(bare, f => f.PerSecond));
            table.Add($"{name}, p50", Values(figures, f => f.Latency.Percentile(0.5)), "0.0' ms'", string.Empty, Values(bare, f => f.Latency.Percentile(0.5)));
            table.Add($"{name}, p99", Values(figures, f => f.Latency.Percentile(0.99)), "0.0' ms'", string.Empty, Values(bare, f => f.Latency.Percentile(0.99)));
        }
    }

    private static List<double> Values(List<RequestFigures> figures, Func<RequestFigures, double> value) => [.. figures.Select(value)];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
