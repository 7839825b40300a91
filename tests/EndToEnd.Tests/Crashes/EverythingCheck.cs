using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Streams;

namespace Downstream.EndToEnd.Tests.Crashes;

/// <summary>Holds the stream of all jobs, resumed by its composite ids across the kills, against each job's own log.</summary>
internal sealed class EverythingCheck(RunningGateway gateway, Fleet fleet)
{
    public async Task RunAsync(EventStreamClient everything, TimeSpan limit, CancellationToken cancellationToken)
    {
        // What a retry repeats is watched on each job's own stream.
        var jobs = fleet.Jobs.Where(job => job.Role != FleetRole.Retry).ToList();
        await everything.WaitForAsync(
            events =>
            {
                var ended = events.Where(e => e.IsTerminal).Select(JobOf).ToHashSet();
                return jobs.TrueForAll(job => ended.Contains(job.Accepted.JobId));
            },
            limit,
            cancellationToken);

        var seen = everything.Events.ToLookup(JobOf);
        var logs = await Task.WhenAll(jobs.Select(job => ReadLogAsync(job, cancellationToken)));
        foreach (var (job, log) in jobs.Zip(logs))
            Check(job, [.. seen[job.Accepted.JobId]], log);
    }

    private static void Check(FleetJob job, List<StreamEvent> events, List<string> log)
    {
        var name = $"job {job.Accepted.JobId} ({job.Role}, {job.FileIds.Count} files)";
        var files = events.Where(e => e.Type == "file").Select(e => e.Data).ToList();
        Assert.Equal((name, files.Count), (name, files.Distinct().Count()));
        Assert.Empty(files.Except(log));
        Assert.Single(events, e => e.IsTerminal);

        // A job that was met on its way begins with a snapshot, which counts what was before.
        var before = events[0].Type == "snapshot" ? events[0].Json.GetProperty("readyFiles").GetInt32() + events[0].Json.GetProperty("failedFiles").GetInt32() : 0;
        Assert.True(files.Count >= log.Count - before, $"{name}: {files.Count} files on the stream of all jobs, not {log.Count} without {before}");
    }

    private async Task<List<string>> ReadLogAsync(FleetJob job, CancellationToken cancellationToken)
    {
        await using var watcher = new EventStreamClient(gateway.Http, job.Accepted.EventsPath);
        watcher.StartAtTheBeginning();
        await watcher.WaitForEndAsync(RunningGateway.JobLimit, cancellationToken);
        return [.. watcher.Events.Where(e => e.Type == "file").Select(e => e.Data)];
    }

    private static string JobOf(StreamEvent e) => e.Type == "ping" ? string.Empty : e.Json.GetProperty("jobId").GetString()!;
}
