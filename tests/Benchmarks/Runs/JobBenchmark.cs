using System.Diagnostics;
using System.Text;
using Downstream.Benchmarks.Load;
using Downstream.Benchmarks.Processes;
using Downstream.Benchmarks.Report;

namespace Downstream.Benchmarks.Runs;

/// <summary>
/// Whole jobs: no delay, one file each that the store has already, from the first submit to the last end. Beside them jobs
/// of BullMQ that do nothing.
/// </summary>
internal static class JobBenchmark
{
    private const int Connections = 50;
    private const int Files = 500;
    private const int Callers = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(BenchmarkOptions options, ResultTable table, CancellationToken cancellationToken)
    {
        var jobs = options.Quick ? 5_000 : 25_000;
        var rates = new List<double>();
        var peerRates = new List<double>();
        var submits = Jobs.Submits(Files, Callers);
        await using var cluster = await Cluster.StartAsync(1, cancellationToken, ("DOWNLOAD_DELAY_ENABLED", "false"));
        using var load = new RequestLoad(cluster.Gateway.Port, Connections);

        // Stores the files, and warms up.
        (await load.RunAsync(submits, Patience, jobs)).Require(202);
        await DrainAsync(load, Callers, Patience, cancellationToken);

        for (var run = 0; run < options.Repeats; run++)
        {
            var started = Stopwatch.GetTimestamp();
            string? last = null;
            (await load.RunAsync(submits, Patience, jobs, answer => last = Jobs.ReadId(answer))).Require(202);
            await DrainAsync(load, Callers, Patience, cancellationToken);
            rates.Add(jobs / Stopwatch.GetElapsedTime(started).TotalSeconds);
            await RequireCompletedAsync(load, last!);

            await using var peer = await BullMq.StartAsync(0, cancellationToken);
            using var peerLoad = new RequestLoad(peer.Port, Connections);
            byte[][] submit = [RequestLoad.Post(BullMq.SubmitPath, "{\"file_ids\":[700000]}")];
            await peerLoad.RunAsync(submit, options.WarmUp);
            await BullMq.DrainAsync(peerLoad, Patience, cancellationToken);
            started = Stopwatch.GetTimestamp();
            (await peerLoad.RunAsync(submit, Patience, jobs)).Require(202);
            await BullMq.DrainAsync(peerLoad, Patience, cancellationToken);
            peerRates.Add(jobs / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        table.Add($"whole jobs ({jobs} of one stored file), beside BullMQ", rates, "0'/s'", ">= 0.5 times", peerRates);
    }

    /// <summary>Waits until no caller has an unfinished job.</summary>
    public static async Task DrainAsync(RequestLoad load, int callerCount, TimeSpan patience, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.GetTimestamp();
        var callers = Enumerable.Range(0, callerCount).ToList();
        while (callers.Count > 0)
        {
            if (Stopwatch.GetElapsedTime(waited) > patience)
                throw new TimeoutException($"{callers.Count} callers still have unfinished jobs.");

            var busy = new List<int>();
            foreach (var caller in callers)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await IsBusyAsync(load, caller, "queued") || await IsBusyAsync(load, caller, "processing"))
                    busy.Add(caller);
            }

            callers = busy;
        }
    }

    private static async Task<bool> IsBusyAsync(RequestLoad load, int caller, string status)
    {
        var isBusy = false;
        var request = RequestLoad.Get($"/v1/downloads?status={status}&limit=1", Jobs.Caller(caller));
        (await load.RunAsync([request], Patience, most: 1, answer => isBusy = answer.IndexOf("\"items\":[],\"next\":null"u8) < 0)).Require(200);
        return isBusy;
    }

    private static async Task RequireCompletedAsync(RequestLoad load, string jobId)
    {
        var text = string.Empty;
        await load.RunAsync([RequestLoad.Get(Jobs.StatusPath(jobId))], Patience, most: 1, answer => text = Encoding.UTF8.GetString(answer));
        if (!text.Contains("\"status\":\"completed\"", StringComparison.Ordinal))
            throw new InvalidOperationException($"A job did not complete: {text}");
    }
}
