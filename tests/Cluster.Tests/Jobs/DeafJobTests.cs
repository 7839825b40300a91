using System.Collections.Concurrent;
using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Files;

namespace Downstream.Cluster.Tests.Jobs;

/// <summary>A silo with one slot, in which some jobs cannot be told how their files stand: the calls fail, or never end.</summary>
public sealed class DeafJobCluster : JobCluster
{
    private readonly ConcurrentDictionary<Guid, Deafness> _deaf = new();

    protected override short Silos => 1;

    internal override PreparationOptions Preparation { get; } = new() { MaxConcurrentFiles = 1 };

    internal void Deafen(Guid jobId, Deafness how) => _deaf[jobId] = how;

    /// <summary>How often a job was called in vain.</summary>
    internal int Calls(Guid jobId) => _deaf[jobId].Calls;

    protected override void Configure(ISiloBuilder silo) => silo.AddIncomingGrainCallFilter(async context =>
    {
        if (context.MethodName is nameof(IJobGrain.FileWaits) or nameof(IJobGrain.FileProgressed)
            && _deaf.TryGetValue(context.TargetId.GetGuidKey(), out var deafness))
            await deafness.AnswerAsync();

        await context.Invoke();
    });
}

internal sealed class Deafness(Func<Task> answer)
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public Task AnswerAsync()
    {
        Interlocked.Increment(ref _calls);
        return answer();
    }
}

public sealed class DeafJobTests(DeafJobCluster cluster) : IClassFixture<DeafJobCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_job_that_fails_to_hear_how_its_file_stands_gets_it_all_the_same() =>
        EndsAsync(400_000, new Deafness(() => Task.FromException(new TimeoutException("The silo is away."))));

    [Fact]
    public async Task A_job_that_never_answers_how_its_file_stands_keeps_no_slot_idle()
    {
        var never = new TaskCompletionSource();
        await EndsAsync(410_000, new Deafness(() => never.Task));
        never.SetResult();
    }

    /// <summary>One file is held in the only slot; a deaf job's waits behind it, and another job's behind that.</summary>
    private async Task EndsAsync(int first, Deafness deafness)
    {
        var (held, waiting, last) = (7 * first, 7 * (first + 1), 7 * (first + 2));
        cluster.Origin.Hold(held);
        var before = await cluster.Submit("before", held);
        await cluster.Origin.HalfWay(held).WaitAsync(JobCluster.Deadline, Cancellation);
        var deaf = cluster.Job(Guid.CreateVersion7());
        cluster.Deafen(deaf.GetPrimaryKey(), deafness);
        await deaf.Submit(new SubmitJob("deaf", [waiting], "fingerprint", null), Cancellation);
        await JobCluster.Until(() => Task.FromResult(cluster.Calls(deaf.GetPrimaryKey()) > 0));
        var after = await cluster.Submit("after", last);

        cluster.Origin.Open(held);

        foreach (var job in (IJobGrain[])[before, deaf, after])
            Assert.Equal(JobStatus.Completed, (await JobCluster.End(job)).Status);
        Assert.Equal(1, cluster.Origin.Transfers(waiting));
    }
}
