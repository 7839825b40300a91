using System.Runtime.CompilerServices;
using Downstream.Grains;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Files;
using Downstream.Grains.Jobs;
using Downstream.Grains.Origins;
using Downstream.Grains.Storage;
using Downstream.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Downstream.Cluster.Tests.Fixtures;

/// <summary>Several silos in this process with the real state providers on the embedded store, and an origin that the test controls.</summary>
public class JobCluster : IAsyncLifetime
{
    // Not as short as in the product: the silos and the tests share two cores and a disk, and one that waits for them is not dead.
    private static readonly TimeSpan KillNoticed = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("downstream-cluster-").FullName;
    private EmbeddedStore? _store;

    internal static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    internal ControlledOrigin Origin { get; } = new();

    internal ShiftedTime Time { get; } = new();

    internal IObjectStore Files { get; private set; } = null!;

    public InProcessTestCluster Cluster { get; private set; } = null!;

    protected virtual short Silos => 2;

    /// <summary>Whether the silos tell of a loss, so that unfinished jobs are set going.</summary>
    protected virtual bool TellsOfLosses => true;

    /// <summary>
    /// Whether a test kills a silo, whose death then has to be noticed. It is what a cluster that tells of none is for. On
    /// the others no silo is dead, however long it gets no time to answer.
    /// </summary>
    protected virtual bool LosesSilos => !TellsOfLosses;

    internal virtual JobOptions Jobs { get; } = new() { ProgressInterval = TimeSpan.FromMilliseconds(100), MaxActiveJobsPerCaller = 1000 };

    internal virtual DelayOptions Delay { get; } = new() { Enabled = false };

    internal virtual PreparationOptions Preparation { get; } = new();

    protected virtual void Configure(ISiloBuilder silo)
    {
    }

    public async ValueTask InitializeAsync()
    {
        _store = EmbeddedStore.Start(_folder);
        _store.Configuration.AsyncTimeout = _store.Configuration.SyncTimeout = (int)Patience.TotalMilliseconds;
        var builder = new InProcessTestClusterBuilder(Silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(Time);
            silo.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<RedisConnection>(services, _store.Configuration));
            silo.UseRedisState(_store.Configuration);
            silo.Configure<ClusterMembershipOptions>(MembershipTuning.Apply);
            silo.Configure<ClusterMembershipOptions>(o => o.ProbeTimeout = LosesSilos ? KillNoticed : Never);
            silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = o.SystemResponseTimeout = Patience);
            silo.Services.AddSingleton<IOrigin>(Origin);
            silo.Services.AddObjectStore(new ObjectStoreOptions { DataDirectory = _folder });
            silo.Services.AddJobs(Jobs, Delay, Preparation);
            Configure(silo);
        });
        if (TellsOfLosses)
            builder.ConfigureSiloHost((_, host) => host.Services.AddRecovery());

        Cluster = builder.Build();
        await Cluster.DeployAsync();
        Files = Cluster.GetSiloServiceProvider().GetRequiredService<IObjectStore>();
        await Files.InitializeAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Cluster.DisposeAsync();
        _store?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>How the state is reached by somebody else.</summary>
    internal StackExchange.Redis.ConfigurationOptions State => _store!.Configuration;

    /// <summary>Calls grains as a gateway does: from a member of the cluster, which outlives the test's kills.</summary>
    internal IGrainFactory Grains => Cluster.GetSiloServiceProvider(Cluster.Silos[0].SiloAddress).GetRequiredService<IGrainFactory>();

    internal IJobGrain Job(Guid id) => Grains.GetGrain<IJobGrain>(id);

    internal async Task<IJobGrain> Submit(params int[] fileIds) => await Submit("tests", fileIds);

    internal async Task<IJobGrain> Submit(string caller, params int[] fileIds)
    {
        var job = Job(Guid.CreateVersion7());
        var result = await job.Submit(new SubmitJob(caller, fileIds, "fingerprint", null));
        Assert.Equal(JobCommandOutcome.Accepted, result.Result);
        return job;
    }

    /// <summary>Everything a watcher is told, to the end of the job, coming back from its last id whenever the watch is cut off.</summary>
    internal static async IAsyncEnumerable<JobUpdate> WatchToTheEnd(
        IJobGrain job, long? afterId = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Deadline);
        while (true)
        {
            var updates = job.Watch(afterId, limit.Token).GetAsyncEnumerator(limit.Token);
            await using (updates)
            {
                while (await MoveNext(updates, limit.Token))
                {
                    yield return updates.Current;
                    switch (updates.Current)
                    {
                        case JobUpdate.Ended:
                            yield break;
                        case JobUpdate.File file:
                            afterId = file.EventId;
                            break;
                        case JobUpdate.Snapshot snapshot:
                            afterId = snapshot.Job.Sequence;
                            break;
                        default:
                            break;
                    }
                }
            }
        }
    }

    /// <summary>Asks until it holds.</summary>
    internal static async Task Until(Func<Task<bool>> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Deadline);
        using var pace = new PeriodicTimer(Pace);
        while (!await holds())
            await pace.WaitForNextTickAsync(limit.Token);
    }

    /// <summary>Waits until none of these grains is in any silo's memory.</summary>
    internal async Task NothingIsActiveAsync(IEnumerable<GrainId> grains)
    {
        var ids = grains.ToList();
        await Until(async () => !(await ActiveAsync()).Overlaps(ids));
    }

    /// <summary>The grains that are in a silo's memory.</summary>
    internal async Task<IReadOnlySet<GrainId>> ActiveAsync() => (await ActiveAtAsync()).Select(one => one.GrainId).ToHashSet();

    /// <summary>The grains that are in a silo's memory, each with that silo.</summary>
    internal async Task<IReadOnlyList<DetailedGrainStatistic>> ActiveAtAsync() =>
        await Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();

    /// <summary>The jobs that count against a caller's limit.</summary>
    internal static async Task<IReadOnlyList<Guid>> ActiveOf(ICallerJobsGrain list) =>
        [.. (await list.List(JobStatus.Queued, before: null, limit: 1000, TestContext.Current.CancellationToken)).Items.Select(job => job.JobId)];

    internal static async Task<JobView> End(IJobGrain job) => await Last(job);

    private static async Task<JobView> Last(IJobGrain job)
    {
        await foreach (var update in WatchToTheEnd(job, null, TestContext.Current.CancellationToken))
        {
            if (update is JobUpdate.Ended ended)
                return ended.Job;
        }

        throw new InvalidOperationException("The watch ended before the job.");
    }

    /// <summary>A message that found no silo in time is cancelled by the runtime.</summary>
    private static async Task<bool> MoveNext(IAsyncEnumerator<JobUpdate> updates, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested &&
            exception is OrleansException or EnumerationAbortedException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
