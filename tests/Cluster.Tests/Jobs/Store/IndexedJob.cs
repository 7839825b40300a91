using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs.Rules;
using Downstream.Grains.Jobs.Store;
using Orleans.Storage;
using static Downstream.Cluster.Tests.Jobs.Store.StoredJobs;

namespace Downstream.Cluster.Tests.Jobs.Store;

/// <summary>A job to which anything may happen, and what that should have come to.</summary>
internal sealed class IndexedJob(RedisJobStore store, Guid id, Random random)
{
    private Job? _before;

    public Guid Id => id;

    public Job? Stored { get; private set; }

    public bool IsIndexed { get; private set; }

    public async Task StepAsync()
    {
        switch (random.Next(5))
        {
            case 0:
                await InsertAsync();
                break;
            case 1 when Stored is { Status: JobStatus.Processing } job:
                await CommitAsync(job.Files.Count(file => !file.IsSettled) > 1 ? SettleOne(job) : End(SettleRest(job)));
                break;
            case 2 when Stored is { Status: JobStatus.Processing } job:
                await CommitAsync(End(job));
                break;
            case 3 when Stored is { } job && job.Status.IsTerminal():
                await CommitAsync(RunAgain(job, Delays(job.TotalFiles)));
                break;
            default:
                await LeaveAsync();
                break;
        }
    }

    private async Task InsertAsync()
    {
        var job = Waiting(Delays(random.Next(1, 5)));
        if (await store.InsertAsync(id, job) is null)
            (Stored, IsIndexed) = (job, true);
    }

    /// <summary>Sometimes sent twice, or upon what is stored no more: that is refused.</summary>
    private async Task CommitAsync(Job after)
    {
        if (_before is { } old && random.Next(3) == 0 && JobFields.VersionOf(old) != JobFields.VersionOf(Stored!))
            await Assert.ThrowsAsync<InconsistentStateException>(() => store.CommitAsync(id, old, End(old), Lifetime));

        await store.CommitAsync(id, Stored!, after, Lifetime);
        (_before, Stored) = (Stored, after);
        IsIndexed |= !after.Status.IsTerminal();
    }

    /// <summary>With what is stored, or with what was: nobody takes out what runs again since.</summary>
    private async Task LeaveAsync()
    {
        if (Stored is not { } job || !job.Status.IsTerminal())
        {
            if (_before is { } old && old.Status.IsTerminal())
                await store.LeaveUnfinishedAsync(id, old);

            return;
        }

        await store.LeaveUnfinishedAsync(id, job);
        IsIndexed = false;
    }

    private static Job SettleOne(Job job) => Settle(job, job.Files.First(file => !file.IsSettled).FileId);

    private static Job SettleRest(Job job) => Settle(job, [.. job.Files.Where(file => !file.IsSettled).Select(file => file.FileId)]);

    private TimeSpan[] Delays(int count) => [.. Enumerable.Range(0, count).Select(_ => TimeSpan.FromSeconds(random.Next(200)))];
}
