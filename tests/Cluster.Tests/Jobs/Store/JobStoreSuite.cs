using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs.Rules;
using Downstream.Grains.Jobs.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;
using static Downstream.Cluster.Tests.Jobs.Store.StoredJobs;

namespace Downstream.Cluster.Tests.Jobs.Store;

/// <summary>What a job's store promises, on each server that there is for it.</summary>
public abstract class JobStoreSuite : IAsyncLifetime
{
    private const string ServiceId = "suite";
    private const int Seeds = 10;
    private const int Steps = 80;

    private readonly Guid _id = Guid.CreateVersion7();
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private ConnectionMultiplexer _connection = null!;
    private RedisJobStore _store = null!;
    private RedisUnfinishedJobs _index = null!;

    private RedisKey Key => JobKeys.Job(ServiceId, _id);

    public virtual async ValueTask InitializeAsync()
    {
        _connection = await ConnectionMultiplexer.ConnectAsync(await StartAsync());
        RedisDatabase database = () => Task.FromResult(_connection.GetDatabase());
        var cluster = Options.Create(new ClusterOptions { ServiceId = ServiceId });
        _store = new RedisJobStore(database, _services.GetRequiredService<Serializer>(), cluster, TimeProvider.System);
        _index = new RedisUnfinishedJobs(database, cluster, TimeProvider.System);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _connection.DisposeAsync();
        await _services.DisposeAsync();
    }

    /// <summary>Starts the server.</summary>
    protected abstract Task<ConfigurationOptions> StartAsync();

    /// <summary>Takes a new job through all that a store is told of one, a second run among it.</summary>
    protected async Task RunJobAsync()
    {
        var (id, job) = (Guid.CreateVersion7(), Submitted(1, 2));
        await _store.InsertAsync(id, job);
        var ended = await EndAsync(job);
        var again = RunAgain(ended);
        await _store.CommitAsync(id, ended, again, Lifetime);
        await EndAsync(again);

        async Task<Job> EndAsync(Job begun)
        {
            var settled = Settle(begun, 1);
            await _store.CommitAsync(id, begun, settled, Lifetime);
            var over = End(Settle(settled, 2));
            await _store.CommitAsync(id, settled, over, Lifetime);
            await _store.LeaveUnfinishedAsync(id, over);
            return over;
        }
    }

    /// <summary>How many jobs a server has, and what is wrong with those that <see cref="RunJobAsync"/> has stored there.</summary>
    protected static async Task<(int Jobs, IReadOnlyList<string> Wrong)> CheckAsync(ConfigurationOptions server)
    {
        await using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server);
        var database = connection.GetDatabase();
        RedisDatabase redis = () => Task.FromResult(database);
        var cluster = Options.Create(new ClusterOptions { ServiceId = ServiceId });
        var store = new RedisJobStore(redis, services.GetRequiredService<Serializer>(), cluster, TimeProvider.System);
        var index = new RedisUnfinishedJobs(redis, cluster, TimeProvider.System);
        var (count, wrong) = (0, new List<string>());
        await foreach (var key in connection.GetServers()[0].KeysAsync(pattern: $"{ServiceId}/jobs/*"))
        {
            count++;
            var id = Guid.ParseExact(key.ToString().Split('/')[^1], "N");
            var (job, lifetime) = (await store.ReadAsync(id), await database.KeyTimeToLiveAsync(key));
            var isEnded = job!.Status.IsTerminal();
            if (!isEnded && (await index.MissingAsync([id])).Count > 0)
                wrong.Add($"{id} is unfinished and not in the index");
            if (isEnded && lifetime is null)
                wrong.Add($"{id} has ended and is kept for good");
            if (isEnded != job.Files.All(file => file.IsSettled))
                wrong.Add($"{id} is {job.Status} with {job.Files.Count(file => file.IsSettled)} of its files settled");
        }

        return (count, wrong);
    }

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
        var ended = End(Settle(job, 1, 2));
        await _store.CommitAsync(_id, job, ended, Lifetime);

        Assert.InRange((await _connection.GetDatabase().KeyTimeToLiveAsync(Key))!.Value, Lifetime - TimeSpan.FromMinutes(1), Lifetime);

        var again = RunAgain(ended);
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
        var ended = End(Settle(job, files));
        await _store.CommitAsync(_id, job, ended, Lifetime);
        AssertSame(ended, await _store.ReadAsync(_id));

        var again = RunAgain(ended);
        await _store.CommitAsync(_id, ended, again, Lifetime);
        AssertSame(again, await _store.ReadAsync(_id));
    }

    /// <summary>Whatever happens to jobs, and whatever of it happens twice or too late.</summary>
    [Fact]
    public async Task No_unfinished_job_is_ever_outside_the_index_and_none_that_left_stays_in_it()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var jobs = Enumerable.Range(0, 6).Select(_ => new IndexedJob(_store, Guid.CreateVersion7(), random)).ToList();
            for (var step = 0; step < Steps; step++)
            {
                var job = jobs[random.Next(jobs.Count)];
                await job.StepAsync();
                var expected = jobs.Where(one => one.IsIndexed).Select(one => one.Id).Order();
                var missing = await _index.MissingAsync([.. jobs.Select(one => one.Id)]);
                Assert.Equal(expected, jobs.Select(one => one.Id).Except(missing).Order());
                if (job is { IsIndexed: true, Stored: { } stored } && !stored.Status.IsTerminal())
                    Assert.Contains(job.Id, await DueAsync(job.Id, stored.Files.Where(file => !file.IsSettled).Min(file => file.DueAt)));
            }

            foreach (var job in jobs.Where(one => one.IsIndexed))
            {
                Assert.Contains(job.Id, await DueAsync(job.Id, DateTimeOffset.MaxValue));
                Assert.NotNull(await _index.LastDueAsync(JobKeys.PartOf(job.Id)));
            }
        }
    }

    [Fact]
    public async Task What_is_due_comes_in_its_order_and_in_pages()
    {
        var part = JobKeys.PartOf(_id);
        var ids = Enumerable.Range(0, 1000).Select(_ => Guid.CreateVersion7()).Where(id => JobKeys.PartOf(id) == part).Take(20).ToList();
        for (var i = 0; i < ids.Count; i++)
            await _store.InsertAsync(ids[i], Waiting(TimeSpan.FromSeconds(i)));

        var due = await _index.DueAsync(part, Now.AddSeconds(3), Now.AddSeconds(12), most: 5);

        Assert.Equal(ids.Skip(3).Take(5), due.Select(job => job.JobId));
        Assert.Equal(Now.AddSeconds(3), due[0].DueAt);
        Assert.Equal(10, (await _index.DueAsync(part, Now.AddSeconds(3), Now.AddSeconds(12), most: 100)).Count);
        Assert.Equal(Now.AddSeconds(ids.Count - 1), await _index.LastDueAsync(part));
    }

    private async Task<IEnumerable<Guid>> DueAsync(Guid jobId, DateTimeOffset until) =>
        (await _index.DueAsync(JobKeys.PartOf(jobId), DateTimeOffset.UnixEpoch, until, most: 1000)).Select(due => due.JobId);

    private static void AssertSame(Job expected, Job? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Files, actual.Files);
        Assert.Equal(expected with { Files = [] }, actual with { Files = [] });
    }
}
