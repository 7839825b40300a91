using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Streams;

namespace Downstream.EndToEnd.Tests.Crashes;

/// <summary>Holds a job's end, and what each of its watchers saw on the way, against what must be.</summary>
internal sealed class FleetCheck(RunningGateway gateway, FleetJob job)
{
    private readonly Dictionary<string, string> _replaced = [];

    private string Name => $"job {job.Accepted.JobId} ({job.Role}, {job.FileIds.Count} files)";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var end = await gateway.GetAsync<JobDocument>(job.Accepted.StatusPath, cancellationToken);
        var files = await gateway.ListAsync<FileDocument>(job.Accepted.FilesPath, cancellationToken);
        CheckEnd(end, files);

        var log = await ReadLogAsync(cancellationToken);
        CheckLog(log, end, files);
        foreach (var watcher in job.Watchers)
        {
            CheckAgainstLog(watcher.Events, log);
            CheckProgress(watcher.Events);
        }
    }

    private void CheckEnd(JobDocument end, IReadOnlyList<FileDocument> files)
    {
        var ready = job.FileIds.Count(FleetJob.Exists);
        var failed = job.FileIds.Count - ready;
        Assert.True(end.HasEnded, $"{Name} is {end.Status}");
        Assert.Equal(job.FileIds.Order(), files.Select(f => f.FileId).Order());
        if (end.Status == "cancelled")
        {
            Assert.True(job.Role == FleetRole.Cancel, $"{Name} was cancelled by nobody");
            Assert.InRange(end.ReadyFiles, 0, ready);
            Assert.InRange(end.FailedFiles, 0, failed);
        }
        else
        {
            Assert.All(files, file => Assert.Equal((file.FileId, FleetJob.Exists(file.FileId) ? null : "file_not_found"), (file.FileId, file.Error)));
            var expected = (ready, failed) switch { (_, 0) => "completed", (0, _) => "failed", _ => "partially_completed" };
            Assert.Equal((Name, expected, ready, failed), (Name, end.Status, end.ReadyFiles, end.FailedFiles));
            Assert.All(files, file => Assert.Equal(FleetJob.Exists(file.FileId) ? "ready" : "failed", file.Status));
        }

        Assert.Equal(end.Status == "completed", end.Progress >= 100);
        Assert.Equal(end.ReadyFiles, files.Count(f => f.Status == "ready"));
        Assert.Equal(end.FailedFiles, files.Count(f => f.Status == "failed"));
    }

    /// <summary>Every durable event of the job, as a new watcher gets them from the beginning.</summary>
    private async Task<List<StreamEvent>> ReadLogAsync(CancellationToken cancellationToken)
    {
        await using var watcher = new EventStreamClient(gateway.Http, job.Accepted.EventsPath);
        watcher.StartAtTheBeginning();
        await watcher.WaitForEndAsync(RunningGateway.JobLimit, cancellationToken);
        Assert.DoesNotContain(watcher.Events, e => e.Type == "snapshot");
        return [.. watcher.Events.Where(e => e.IsDurable)];
    }

    /// <summary>The log holds each file's last outcome: a retry replaces those of the run before.</summary>
    private void CheckLog(List<StreamEvent> log, JobDocument end, IReadOnlyList<FileDocument> files)
    {
        CheckGrowing(log);
        Assert.Equal((Name, end.Status), (Name, log[^1].Type));
        var outcomes = log.Where(e => e.Type == "file").ToLookup(e => e.Json.GetProperty("file_id").GetInt32());
        foreach (var file in files)
        {
            if (file.Status is not ("ready" or "failed"))
            {
                Assert.Empty(outcomes[file.FileId]);
                continue;
            }

            var outcome = Assert.Single(outcomes[file.FileId]);
            Assert.Equal(file.Status, outcome.Json.GetProperty("status").GetString());
            Assert.Equal(file.EventId, FleetJob.Number(outcome));
        }
    }

    /// <summary>
    /// A watcher saw all of the log from its snapshot on: nothing less, nothing twice, nothing else but outcomes that a
    /// retry has replaced since.
    /// </summary>
    private void CheckAgainstLog(IReadOnlyList<StreamEvent> events, List<StreamEvent> log)
    {
        Assert.Equal("snapshot", events[0].Type);

        // A later one tells that the job runs again.
        Assert.All(
            events.Skip(1).Where(e => e.Type == "snapshot"),
            e => Assert.Contains(e.Json.GetProperty("status").GetString(), (string[])["queued", "processing"]));
        var seen = events.Where(e => e.IsDurable).ToList();
        CheckGrowing(seen);
        var after = FleetJob.Number(events[0]);
        Assert.All(seen, e => Assert.True(FleetJob.Number(e) > after, $"{Name}: id {e.Id} came after a snapshot of {after}"));

        var expected = log.Where(e => FleetJob.Number(e) > after).Select(Facts).ToList();
        var numbers = log.Select(FleetJob.Number).ToHashSet();
        Assert.Equal(expected, seen.Where(e => numbers.Contains(FleetJob.Number(e))).Select(Facts));
        CheckReplaced([.. seen.Where(e => !numbers.Contains(FleetJob.Number(e)))]);
    }

    private void CheckReplaced(List<StreamEvent> replaced)
    {
        foreach (var outcomes in replaced.Where(e => e.Type == "file").GroupBy(e => e.Json.GetProperty("file_id").GetInt32()))
        {
            Assert.False(FleetJob.Exists(outcomes.Key), $"{Name}: file {outcomes.Key} was ready and is reported anew");
            Assert.InRange(outcomes.Count(), 1, job.Retries.Most);
        }

        Assert.InRange(replaced.Count(e => e.IsTerminal), 0, job.Retries.Most);
        foreach (var e in replaced)
            Assert.Equal(_replaced.TryAdd(e.Id!, Facts(e)) ? Facts(e) : _replaced[e.Id!], Facts(e));
    }

    private void CheckGrowing(List<StreamEvent> durable)
    {
        foreach (var (earlier, later) in durable.Zip(durable.Skip(1)))
            Assert.True(FleetJob.Number(earlier) < FleetJob.Number(later), $"{Name}: id {earlier.Id} came before {later.Id}");
    }

    /// <summary>Only a retry starts progress anew. The watcher may have been away when the run before it ended.</summary>
    private void CheckProgress(IReadOnlyList<StreamEvent> events)
    {
        var (progress, version, falls) = (0d, 0L, 0);
        foreach (var received in events.Where(e => e.Type is "snapshot" or "progress" || e.IsTerminal))
        {
            var (next, nextVersion) = (received.Json.GetProperty("progress").GetDouble(), received.Json.GetProperty("version").GetInt64());
            Assert.True(nextVersion >= version, $"{Name}: version fell from {version} to {nextVersion}:\n{string.Join('\n', events)}");
            if (next < progress)
                falls++;

            Assert.True(falls <= job.Retries.Most, $"{Name}: progress fell from {progress} to {next}:\n{string.Join('\n', events)}");
            (progress, version) = (next, nextVersion);
        }
    }

    /// <summary>What stays of an event: all of it, but for links, which are signed anew for each reader.</summary>
    private static string Facts(StreamEvent e)
    {
        if (!e.IsTerminal)
            return $"{e.Id} {e.Type} {e.Data}";

        var facts = e.Json.EnumerateObject().Where(p => p.Name is not ("downloadUrl" or "time" or "traceparent")).Select(p => $"{p.Name}={p.Value}");
        return $"{e.Id} {e.Type} {string.Join(' ', facts)}";
    }
}
