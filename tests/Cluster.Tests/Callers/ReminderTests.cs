using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Files;
using Downstream.Grains.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Cluster.Tests.Callers;

/// <summary>Nothing sets a lost job going here but its reminder.</summary>
public sealed class RemindedJobCluster : JobCluster
{
    protected override bool Sweeps => false;

    internal override JobOptions Jobs { get; } = new() { ReminderPeriod = TimeSpan.FromSeconds(2) };

    internal override DelayOptions Delay { get; } = new() { Min = TimeSpan.FromSeconds(15), Max = TimeSpan.FromSeconds(15) };
}

public sealed class ReminderTests(RemindedJobCluster cluster) : IClassFixture<RemindedJobCluster>
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_job_that_was_never_accepted_gives_its_place_back_and_its_caller_is_reminded_no_more()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(3 * JobCluster.Deadline);
        var reminders = cluster.Cluster.GetSiloServiceProvider(cluster.Cluster.Silos[0].SiloAddress).GetRequiredService<IReminderTable>();
        var client = cluster.Grains.GetGrain<ICallerJobsGrain>("crashed");
        await client.Add(Guid.CreateVersion7(), cluster.Time.GetUtcNow() - TimeSpan.FromMinutes(5), limit.Token);
        var reminded = client.GetGrainId();
        Assert.Equal(reminded, Assert.Single((await reminders.ReadRows(reminded, limit.Token)).Reminders).GrainId);

        using var timer = new PeriodicTimer(Period);
        while ((await reminders.ReadRows(reminded, limit.Token)).Reminders.Count > 0)
            await timer.WaitForNextTickAsync(limit.Token);

        Assert.Empty(await client.Unfinished(limit.Token));
    }

    [Fact]
    public async Task Jobs_that_nobody_asks_for_go_on_by_their_callers_reminder()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(3 * JobCluster.Deadline);
        var reminders = cluster.Cluster.GetSiloServiceProvider(cluster.Cluster.Silos[0].SiloAddress).GetRequiredService<IReminderTable>();
        var jobs = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => cluster.Submit("reminded", 700_000 + (7 * i))));
        Assert.Single((await reminders.ReadRows(0, 0, limit.Token)).Reminders);

        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[^1], limit.Token);

        // A caller whose jobs have ended has no reminder. Asking a job itself would set it going.
        using var timer = new PeriodicTimer(Period);
        while ((await reminders.ReadRows(0, 0, limit.Token)).Reminders.Count > 0)
            await timer.WaitForNextTickAsync(limit.Token);

        foreach (var job in jobs)
            Assert.Equal(JobStatus.Completed, (await job.Get(limit.Token))!.Status);
    }
}
