using System.Runtime.CompilerServices;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Grains.Jobs;

/// <summary>What those who watch the job are told.</summary>
internal sealed partial class JobGrain
{
    public async IAsyncEnumerable<JobUpdate> Watch(long? afterId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await ForgetIfExpired();
        LeaveIfNothing();
        if (_job is null or { Status: JobStatus.Expired })
            yield break;

        // Registered in the same turn as the replay is read: nothing falls in between.
        using var watcher = _watchers.Add();
        var start = afterId is { } id ? Durable(id) : [new JobUpdate.Snapshot(Now, _job.TraceParent, View()!)];
        var ended = _job.Status.IsTerminal();
        if (!ended)
            StartProgress(_job);

        foreach (var update in start)
            yield return update;

        if (ended)
        {
            if (afterId is null)
                yield return Ended(_job);
            yield break;
        }

        while (await watcher.NextAsync(cancellationToken) is { } update)
        {
            yield return update;
            if (update is JobUpdate.Ended)
                yield break;
        }

        throw new EnumerationAbortedException("This activation of the job ends; watch on from the last id.");
    }

    public async Task<IReadOnlyList<JobUpdate>?> Replay(long afterId, CancellationToken cancellationToken = default)
    {
        await ForgetIfExpired();
        LeaveIfNothing();
        return _job is null or { Status: JobStatus.Expired } ? null : Durable(afterId);
    }

    private JobUpdate.Ended Ended(Job job) => new(job.FinishedAt ?? Now, job.TraceParent, views.View(JobId, job, job.ProgressFloor));

    /// <summary>The durable updates after an id, in order.</summary>
    private List<JobUpdate> Durable(long afterId)
    {
        var job = _job!;
        var updates = job.Files
            .Where(f => f.IsSettled && f.EventId > afterId)
            .OrderBy(f => f.EventId)
            .Select(f => (JobUpdate)Settled(job, f))
            .ToList();
        if (job.Status.IsTerminal() && job.Sequence > afterId)
            updates.Add(Ended(job));

        return updates;
    }

    private static JobUpdate.File Settled(Job job, JobFile file) => new(
        file.SettledAt ?? job.CreatedAt, job.TraceParent, file.EventId, new FileOutcome(file.FileId, file.Size, file.Error, file.Attempts));
}
