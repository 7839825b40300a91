using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Files;
using Downstream.Grains.Jobs.Store;
using Downstream.Grains.Recovery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Downstream.Cluster.Tests.Recovery;

/// <summary>A silo that looks at the unfinished jobs all the time, and whose files wait for an hour.</summary>
public sealed class LookingCluster : FaultyJobCluster
{
    internal override DelayOptions Delay { get; } = new() { Min = TimeSpan.FromHours(1), Max = TimeSpan.FromHours(1) };

    protected override void Configure(ISiloBuilder silo)
    {
        base.Configure(silo);
        silo.Services.AddSingleton(new RecoveryOptions
        {
            LookPeriod = TimeSpan.FromMilliseconds(100),
            BusyPeriod = TimeSpan.FromMilliseconds(100),
            PassPeriod = TimeSpan.FromSeconds(1),
        });
    }
}

public sealed class UnfinishedJobsTests(LookingCluster cluster) : IClassFixture<LookingCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IUnfinishedJobs Index => cluster.Cluster.GetSiloServiceProvider().GetRequiredService<IUnfinishedJobs>();

    [Fact]
    public async Task A_job_whose_files_grain_was_lost_while_it_waited_goes_on_when_it_is_due_and_leaves_the_index_at_its_end()
    {
        const int waiting = 7 * 101_000;
        var job = await cluster.Submit("waiting", waiting);
        var file = cluster.Grains.File(waiting);
        await JobCluster.Until(async () => (await cluster.ActiveAsync()).Contains(file.GetGrainId()));
        await cluster.Cluster.DeactivateAsync(file);
        Assert.Empty(await Index.MissingAsync([job.GetPrimaryKey()]));

        cluster.Time.Advance(TimeSpan.FromHours(2));

        await LeavesAsync(job.GetPrimaryKey());
        Assert.Equal(JobStatus.Completed, (await job.Get(Cancellation))!.Status);
        Assert.Empty(await JobCluster.ActiveOf(cluster.Grains.CallerJobs("waiting")));
    }

    [Fact]
    public async Task A_job_that_ended_with_its_list_away_is_wound_up_by_the_index()
    {
        var list = cluster.Grains.CallerJobs("away");
        var job = await cluster.Submit("away", 7 * 101_010);
        cluster.Storage.Refused = "caller-jobs";
        await job.Cancel(Cancellation);
        await cluster.Cluster.DeactivateAsync(job);
        await cluster.Cluster.DeactivateAsync(list);
        Assert.Empty(await Index.MissingAsync([job.GetPrimaryKey()]));
        Assert.Single(await JobCluster.ActiveOf(list));

        cluster.Storage.Refused = null;
        cluster.Time.Advance(TimeSpan.FromMinutes(2));

        await LeavesAsync(job.GetPrimaryKey());
        Assert.Empty(await JobCluster.ActiveOf(list));
    }

    [Fact]
    public async Task What_stands_for_no_job_is_taken_out_however_much_of_it_is_due_at_one_time()
    {
        var first = Guid.CreateVersion7();
        var ids = Enumerable.Range(0, 6000).Select(_ => Guid.CreateVersion7()).Where(id => JobKeys.PartOf(id) == JobKeys.PartOf(first)).Prepend(first).ToList();
        Assert.True(ids.Count > 2 * new RecoveryOptions().JobsAtOnce);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(cluster.State);
        var service = cluster.Cluster.GetSiloServiceProvider().GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId;
        await redis.GetDatabase().SortedSetAddAsync(JobKeys.Unfinished(service, JobKeys.PartOf(first)), [.. ids.Select(id => new SortedSetEntry($"{id:N}", 1))]);

        await JobCluster.Until(async () => (await Index.MissingAsync(ids)).Count == ids.Count);
        await cluster.NothingIsActiveAsync(ids.Select(id => cluster.Job(id).GetGrainId()));
    }

    private Task LeavesAsync(Guid jobId) => JobCluster.Until(async () => await Index.MissingAsync([jobId]) is [_]);
}
