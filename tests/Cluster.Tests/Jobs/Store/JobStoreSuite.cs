using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs.Rules;
using Downstream.Grains.Jobs.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;

namespace Downstream.Cluster.Tests.Jobs.Store;

/// <summary>What a job's store promises, on each server that there is for it.</summary>
public abstract class JobStoreSuite : IAsyncLifetime
{
    private const string ServiceId = "suite";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Guid _id = Guid.CreateVersion7();
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private ConnectionMultiplexer _connection = null!;
    private RedisJobStore _store = null!;

    private RedisKey Key => $"{ServiceId}/jobs/{_id:N}";

    public virtual async ValueTask InitializeAsync()
    {
        _connection = await ConnectionMultiplexer.ConnectAsync(await StartAsync());
        _store = new RedisJobStore(
            () => Task.FromResult(_connection.GetDatabase()),
            _services.GetRequiredService<Serializer>(),
            Options.Create(new ClusterOptions { ServiceId = ServiceId }),
            TimeProvider.System);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _connection.DisposeAsync();
        await _services.DisposeAsync();
    }

    /// <summary>Starts the server.</summary>
    protected abstract Task<ConfigurationOptions> StartAsync();

    [Fact]
    public async Task What_is_inserted_is_read()
    {
        Assert.Null(await _store.ReadAsync(_id));
        Assert.Null(await _store.InsertAsync(_id, Submitted(1, 2, 3)));

        AssertSame(Submitted(1, 2, 3), await _store.ReadAsync(_id));
        Assert.Null(await _connection.GetDatabase().KeyTimeToLiveAsync(Key));
    }

    [Fact]
    public async Task An_insert_of_what_is_there_answers_with_it_and_changes_nothing()
    {
        await _store.InsertAsync(_id, Submitted(1, 2));

        AssertSame(Submitted(1, 2), await _store.InsertAsync(_id, Submitted(3)));
        AssertSame(Submitted(1, 2), await _store.ReadAsync(_id));
    }

    [Fact]
    public async Task Of_many_inserts_at_once_one_is_stored_and_all_others_answer_with_it()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 50).Select(file => _store.InsertAsync(_id, Submitted(file))));

        var stored = await _store.ReadAsync(_id);
        Assert.Single(answers, answer => answer is null);
        Assert.All(answers.OfType<Job>(), answer => AssertSame(stored!, answer));
    }

    [Fact]
    public async Task A_commit_upon_another_version_is_refused_and_changes_nothing()
    {
        var job = Submitted(1, 2);
        await _store.InsertAsync(_id, job);
        var first = Settle(job, 1);
        await _store.CommitAsync(_id, job, first, Lifetime);

        await Assert.ThrowsAsync<InconsistentStateException>(() => _store.CommitAsync(_id, job, Settle(job, 2), Lifetime));
        AssertSame(first, await _store.ReadAsync(_id));
    }

    [Fact]
    public async Task A_commit_of_a_job_that_is_gone_is_refused_and_leaves_nothing()
    {
        var job = Submitted(1, 2);

        await Assert.ThrowsAsync<InconsistentStateException>(() => _store.CommitAsync(_id, job, Settle(job, 1), Lifetime));
        Assert.Null(await _store.ReadAsync(_id));
    }

    [Fact]
    public async Task The_commit_that_ends_a_job_lets_it_go_after_its_time_and_a_retry_keeps_it_again()
    {
        var job = Submitted(1, 2);
        await _store.InsertAsync(_id, job);
        var ended = JobDecider.Evolve(Settle(job, 1, 2), new JobEvent.Ended(Now, JobStatus.Failed, 1000, null));
        await _store.CommitAsync(_id, job, ended, Lifetime);

        Assert.InRange((await _connection.GetDatabase().KeyTimeToLiveAsync(Key))!.Value, Lifetime - TimeSpan.FromMinutes(1), Lifetime);

        var again = JobDecider.Evolve(ended, new JobEvent.Retried(Now, new TimeSpan[ended.TotalFiles], AllFiles: true));
        await _store.CommitAsync(_id, ended, again, Lifetime);
        Assert.Null(await _connection.GetDatabase().KeyTimeToLiveAsync(Key));
        AssertSame(again, await _store.ReadAsync(_id));
    }

    [Fact]
    public async Task A_job_of_a_thousand_files_ends_and_runs_again_in_single_commits()
    {
        int[] files = [.. Enumerable.Range(1, 1000)];
        var job = Submitted(files);
        await _store.InsertAsync(_id, job);
        var ended = JobDecider.Evolve(Settle(job, files), new JobEvent.Ended(Now, JobStatus.Failed, 1000, null));
        await _store.CommitAsync(_id, job, ended, Lifetime);
        AssertSame(ended, await _store.ReadAsync(_id));

        var again = JobDecider.Evolve(ended, new JobEvent.Retried(Now, new TimeSpan[ended.TotalFiles], AllFiles: true));
        await _store.CommitAsync(_id, ended, again, Lifetime);
        AssertSame(again, await _store.ReadAsync(_id));
    }

    private static Job Submitted(params int[] files) =>
        JobDecider.Evolve(null, new JobEvent.Submitted(Now, new SubmitJob("caller", files, "fingerprint", null), 1, new TimeSpan[files.Length]));

    private static Job Settle(Job job, params int[] files) =>
        files.Aggregate(job, (before, id) => JobDecider.Evolve(before, new JobEvent.FileSettled(Now, new FileOutcome(id, null, FileErrors.NotFound, 1))));

    private static void AssertSame(Job expected, Job? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Files, actual.Files);
        Assert.Equal(expected with { Files = [] }, actual with { Files = [] });
    }
}
