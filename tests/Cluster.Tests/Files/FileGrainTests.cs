using System.Net;
using System.Net.Sockets;
using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Storage;
using Downstream.Grains.Storage.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Downstream.Cluster.Tests.Files;

/// <summary>A silo whose object store answers when the test says so.</summary>
public sealed class FaultyFileCluster : FaultyJobCluster
{
    internal ToldStore Store { get; } = new();

    protected override void Configure(ISiloBuilder silo)
    {
        base.Configure(silo);
        silo.Services.AddSingleton<IObjectStore>(Store);
        silo.Services.AddSingleton(new ObjectStoreOptions { FileRetention = TimeSpan.FromHours(1) });
    }
}

public sealed class FileGrainTests(FaultyFileCluster cluster) : IClassFixture<FaultyFileCluster>
{
    private const int Missing = 190_001;
    private const int Stored = 190_008;

    /// <summary>A good part of what a call to the store may take: nothing that a job waits for in the state that its caller sees first.</summary>
    private static readonly TimeSpan PatienceWithStore = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_is_asked_for_while_its_last_run_is_being_told_has_a_run_of_its_own()
    {
        // The first look is the grain's, the second that of its run, which then fails.
        var (runLooks, runMayFail) = (new TaskCompletionSource(), new TaskCompletionSource());
        var looks = 0;
        cluster.Store.Says = async (_, _) =>
        {
            if (Interlocked.Increment(ref looks) == 2)
            {
                runLooks.SetResult();
                await runMayFail.Task;
            }

            return null;
        };
        var job = await cluster.Submit("first", Missing);
        await Reached(runLooks.Task);
        await JobCluster.Until(async () => (await job.Get(Cancellation))!.Status == JobStatus.Processing);

        // The run is over, and its job is being told.
        var told = cluster.JobStore.HoldNextWrite();
        runMayFail.SetResult();
        await Reached(told);
        cluster.Store.Says = ToldStore.HasNothing;
        var ticket = await cluster.Grains.GetGrain<IFileGrain>(Missing).Prepare(Guid.CreateVersion7(), cluster.Time.GetUtcNow(), null, Cancellation);
        cluster.JobStore.Release();

        Assert.Null(ticket.Outcome);
        Assert.Equal(JobStatus.Failed, (await JobCluster.End(job)).Status);
        Assert.Equal(JobStatus.Failed, (await JobCluster.End(await cluster.Submit("second", Missing))).Status);
    }

    [Fact]
    public async Task A_store_that_takes_connections_and_never_answers_holds_no_job_back()
    {
        // The system takes the connections; nobody reads from them.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var options = new ObjectStoreOptions
        {
            Endpoint = new Uri($"http://{silent.LocalEndpoint}"),
            BucketName = "bucket",
            AccessKeyId = "id",
            SecretAccessKey = "secret",
        };
        using var store = new S3ObjectStore(options, TimeProvider.System, NullLogger<S3ObjectStore>.Instance);
        cluster.Store.Says = async (key, token) => (await store.FindAsync(key, token))?.Size;

        var job = await cluster.Submit("silent", Missing);
        await JobCluster.Until(async () => (await job.Get(Cancellation))!.Status == JobStatus.Processing).WaitAsync(PatienceWithStore, Cancellation);

        await job.Cancel(Cancellation);
    }

    [Fact]
    public async Task A_file_that_is_renewed_for_long_is_ready_meanwhile_and_its_renewal_goes_on()
    {
        var renewal = new TaskCompletionSource<CancellationToken>();
        var done = new TaskCompletionSource();
        cluster.Store.Says = (_, _) => Task.FromResult<long?>(10);
        cluster.Store.Renews = token =>
        {
            renewal.TrySetResult(token);
            return done.Task.WaitAsync(token);
        };

        var ticket = await cluster.Grains.GetGrain<IFileGrain>(Stored).Prepare(Guid.CreateVersion7(), cluster.Time.GetUtcNow(), null, Cancellation);

        Assert.Equal(10, ticket.Outcome?.Size);
        Assert.False((await renewal.Task.WaitAsync(JobCluster.Deadline, Cancellation)).IsCancellationRequested);
        done.SetResult();
    }

    private static Task Reached(Task signal) => signal.WaitAsync(JobCluster.Deadline, Cancellation);
}
