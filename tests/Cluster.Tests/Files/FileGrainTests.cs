using System.Net;
using System.Net.Sockets;
using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions;
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
    /// <summary>A good part of what a call to the store may take: nothing that a job's other files wait for.</summary>
    private static readonly TimeSpan PatienceWithStore = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_is_asked_for_while_its_last_run_is_being_told_has_a_run_of_its_own()
    {
        const int missing = 190_001;

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
        var job = await cluster.Submit("first", missing);
        await Reached(runLooks.Task);

        // The run is over, and its job is being told.
        var told = cluster.JobStore.HoldNextWrite();
        runMayFail.SetResult();
        await Reached(told);
        cluster.Store.Says = ToldStore.HasNothing;
        var ticket = await cluster.Grains.File(missing).Prepare(Guid.CreateVersion7(), cluster.Time.GetUtcNow(), null, Cancellation);
        cluster.JobStore.Release();

        Assert.Null(ticket.Outcome);
        Assert.Equal(JobStatus.Failed, (await JobCluster.End(job)).Status);
        Assert.Equal(JobStatus.Failed, (await JobCluster.End(await cluster.Submit("second", missing))).Status);
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

        // A file of its own: it goes on asking the silent store for a while after the test.
        var (file, jobId) = (cluster.Grains.File(190_002), Guid.CreateVersion7());
        var ticket = await file.Prepare(jobId, cluster.Time.GetUtcNow(), null, Cancellation).WaitAsync(PatienceWithStore, Cancellation);

        Assert.Null(ticket.Outcome);
        await file.Release(jobId, Cancellation);
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

        var ticket = await cluster.Grains.File(190_008).Prepare(Guid.CreateVersion7(), cluster.Time.GetUtcNow(), null, Cancellation);

        Assert.Equal(10, ticket.Outcome?.Size);
        Assert.False((await renewal.Task.WaitAsync(JobCluster.Deadline, Cancellation)).IsCancellationRequested);
        done.SetResult();
    }

    private static Task Reached(Task signal) => signal.WaitAsync(JobCluster.Deadline, Cancellation);
}
