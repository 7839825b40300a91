using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Origins;
using Downstream.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Cluster.Tests.Files;

/// <summary>A silo whose origin and object store say of files what the test tells them.</summary>
public sealed class CheckCluster : JobCluster
{
    internal ToldOrigin Told { get; } = new();

    internal ToldStore Store { get; } = new();

    protected override short Silos => 1;

    protected override void Configure(ISiloBuilder silo)
    {
        silo.Services.AddSingleton<IOrigin>(Told);
        silo.Services.AddSingleton<IObjectStore>(Store);
    }

    /// <summary>As a gateway has it: behind the wire.</summary>
    internal IFileGrain File(int fileId) => Cluster.Client.GetGrain<IFileGrain>(fileId);
}

public sealed class CheckTests(CheckCluster cluster) : IClassFixture<CheckCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_had_from_the_store_or_else_from_the_origin()
    {
        cluster.Store.Says = (_, _) => Task.FromResult<long?>(10);
        Assert.Equal(new FileAvailability(true, "downloads/70001.zip", 10), await cluster.File(70_001).Check(Cancellation));

        cluster.Store.Says = ToldStore.HasNothing;
        cluster.Told.Says = (_, _) => Task.FromResult<OriginFile?>(new OriginFile(20));
        Assert.Equal(new FileAvailability(true, "downloads/70001.zip", 20), await cluster.File(70_001).Check(Cancellation));

        cluster.Told.Says = (_, _) => Task.FromResult<OriginFile?>(null);
        Assert.Equal(new FileAvailability(false, null, null), await cluster.File(70_001).Check(Cancellation));
    }

    [Fact]
    public async Task A_file_that_the_origin_refuses_cannot_be_had()
    {
        cluster.Store.Says = ToldStore.HasNothing;
        cluster.Told.Says = (_, _) => throw new OriginException(FileErrors.OriginRejected, mayPass: false, "The origin answered 403.");
        Assert.Equal(new FileAvailability(false, null, null), await cluster.File(70_002).Check(Cancellation));
    }

    [Fact]
    public async Task Of_an_origin_or_a_store_that_is_down_it_is_said_so()
    {
        cluster.Store.Says = ToldStore.HasNothing;
        cluster.Told.Says = (_, _) => throw new OriginException(FileErrors.OriginUnavailable, mayPass: true, "The origin could not be reached.");
        Assert.Equal(new FileAvailability(false, null, null, FileErrors.OriginUnavailable), await cluster.File(70_003).Check(Cancellation));

        cluster.Store.Says = (_, _) => throw new ObjectStoreUnavailableException("The object store could not be reached.", null);
        Assert.Equal(new FileAvailability(false, null, null, FileErrors.StorageUnavailable), await cluster.File(70_003).Check(Cancellation));
    }

    [Fact]
    public async Task A_check_gives_up_after_five_seconds()
    {
        cluster.Store.Says = ToldStore.HasNothing;
        cluster.Told.Says = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return null;
        };
        var check = cluster.File(70_004).Check(Cancellation);
        Assert.Equal(FileErrors.OriginUnavailable, (await check.WaitAsync(JobCluster.Deadline, Cancellation)).Error);
    }

    [Fact]
    public async Task A_check_that_takes_its_time_holds_nothing_up()
    {
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource<OriginFile?>();
        cluster.Store.Says = ToldStore.HasNothing;
        cluster.Told.Says = (_, _) =>
        {
            asked.TrySetResult();
            return answer.Task;
        };
        var file = cluster.File(70_005);
        var check = file.Check(Cancellation);
        await asked.Task.WaitAsync(JobCluster.Deadline, Cancellation);

        var jobId = Guid.CreateVersion7();
        Assert.Null((await file.Prepare(jobId, cluster.Time.GetUtcNow().AddHours(1), null, Cancellation)).Outcome);
        await file.Release(jobId, Cancellation);
        Assert.False(check.IsCompleted);

        answer.SetResult(new OriginFile(20));
        Assert.True((await check.WaitAsync(JobCluster.Deadline, Cancellation)).Available);
    }
}
