using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Downstream.Benchmarks.Load;
using Downstream.Benchmarks.Processes;
using Downstream.Benchmarks.Report;

namespace Downstream.Benchmarks.Runs;

/// <summary>
/// How soon unwatched jobs run again after kill -9 of one of two silos. Looking at a job wakes it, so nobody does: all
/// delays end from the kill on, each job then ends as soon as it runs, and its <c>finishedAt</c> is read long after. One
/// that was still waiting when it was read counts as not recovered.
/// </summary>
internal static class RecoveryBenchmark
{
    private const int DelayMs = 25_000;
    private const int KillBeforeMs = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Less than the time after which what is due would be set going without a loss.</summary>
    private static readonly TimeSpan Blindness = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(BenchmarkOptions options, ResultTable table, CancellationToken cancellationToken)
    {
        foreach (var count in (int[])[1_000, 2_000])
            await RunAsync(count, options, table, cancellationToken);
    }

    private static async Task RunAsync(int count, BenchmarkOptions options, ResultTable table, CancellationToken cancellationToken)
    {
        var (last, late, due, undisturbed) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < options.Repeats; run++)
        {
            var with = await MeasureAsync(count, kill: true, cancellationToken);
            var without = await MeasureAsync(count, kill: false, cancellationToken);
            due.Add(with.LastDue);
            last.Add(with.LastAfterKill);
            late.Add(with.Latest);
            undisturbed.Add(without.Latest);
        }

        var name = $"{count} jobs, kill -9 of 1 of 2 silos";
        table.Add($"{name}: until the last one ended", last, "0.0' s'", "<= 10 s");
        table.Add($"{name}: when the last one's delay was over", due, "0.0' s'");
        table.Add($"{name}: latest end after its delay (bare: no kill)", late, "0.0' s'", string.Empty, undisturbed);
    }

    private static async Task<Outcome> MeasureAsync(int count, bool kill, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var delay = DelayMs.ToString(CultureInfo.InvariantCulture);
        await using var cluster = await Cluster.StartAsync(
            2, cancellationToken, ("DOWNLOAD_DELAY_MIN_MS", delay), ("DOWNLOAD_DELAY_MAX_MS", delay), ("MAX_CONCURRENT_FILES_PER_SILO", "256"));

        // The first delay ends when the first submit was accepted plus the delay: that is when the silo has to be dead.
        var started = Stopwatch.GetTimestamp();
        var ids = await Jobs.SubmitAsync(cluster, count);
        var took = Stopwatch.GetElapsedTime(started);
        var wait = TimeSpan.FromMilliseconds(DelayMs - KillBeforeMs) - took;
        if (wait <= TimeSpan.Zero)
            throw new InvalidOperationException($"The submits took {took.TotalSeconds:0.0} s, so the first jobs ended before the kill.");

        await Task.Delay(wait, cancellationToken);
        var killedAt = time.GetUtcNow();
        if (kill)
            await cluster.Silos[^1].KillAsync();

        await Task.Delay(Blindness + took, cancellationToken);
        var readAt = time.GetUtcNow();
        var jobs = await ReadAsync(cluster, ids);
        var lost = jobs.Count(job => job.FinishedAt is not { } at || at > readAt);
        if (lost > 0)
            throw new InvalidOperationException($"{lost} of {count} jobs did not run again within {Blindness.TotalSeconds} s.");
        if (jobs.Any(job => job.FinishedAt < killedAt))
            throw new InvalidOperationException("Some jobs ended before the kill.");

        var lateness = jobs.Select(job => (job.FinishedAt!.Value - job.CreatedAt).TotalSeconds - (DelayMs / 1000d)).ToList();
        return new Outcome(
            jobs.Max(job => (job.FinishedAt!.Value - killedAt).TotalSeconds),
            lateness.Max(),
            jobs.Max(job => (job.CreatedAt - killedAt).TotalSeconds) + (DelayMs / 1000d));
    }

    private static async Task<List<Job>> ReadAsync(Cluster cluster, List<string> ids)
    {
        var jobs = new List<Job>(ids.Count);
        using var load = new RequestLoad(cluster.Gateway.Port, 10);
        var requests = ids.Select(id => RequestLoad.Get(Jobs.StatusPath(id))).ToList();
        (await load.RunAsync(requests, Patience, requests.Count, Read)).Require(200);
        return jobs;

        void Read(ReadOnlySpan<byte> answer)
        {
            // The object may come in a chunk: it goes from the first brace to the last.
            var reader = new Utf8JsonReader(answer[answer.IndexOf((byte)'{')..(answer.LastIndexOf((byte)'}') + 1)]);
            using var job = JsonDocument.ParseValue(ref reader);
            var finishedAt = job.RootElement.GetProperty("finishedAt");
            jobs.Add(new Job(
                job.RootElement.GetProperty("createdAt").GetDateTimeOffset(),
                finishedAt.ValueKind == JsonValueKind.Null ? null : finishedAt.GetDateTimeOffset()));
        }
    }

    private sealed record Job(DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt);

    private sealed record Outcome(double LastAfterKill, double Latest, double LastDue);
}
