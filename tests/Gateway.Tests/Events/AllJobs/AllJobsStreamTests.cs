using System.Net;
using Downstream.Gateway.Events.AllJobs;
using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Events.Streams;
using Downstream.Gateway.Tests.Support;
using Downstream.Gateway.Tests.Support.Scripts;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Testing.Streams;
using static Downstream.Gateway.Tests.Events.AllJobs.CallersJobs;

namespace Downstream.Gateway.Tests.Events.AllJobs;

public sealed class AllJobsStreamTests
{
    [Fact]
    public async Task It_begins_with_a_snapshot_of_each_unfinished_job_and_goes_on_with_new_ones()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var list = gateway.Cluster.Caller(Caller);
        var ended = Add(gateway, list);
        End(list, ended);
        var first = Add(gateway, list);
        var second = Add(gateway, list);
        second.File(1);

        using var reader = await gateway.SubscribeAllAsync();

        Assert.Equal(HttpStatusCode.OK, reader.Status);
        Assert.Equal("retry: 2000\n: downstream events\n\n", await reader.NextBlockAsync());
        Assert.Matches("\\Aid: a1\\.[A-Za-z0-9_-]+\n\n\\z", await reader.NextBlockAsync());
        Assert.Equal(["snapshot of 2", "snapshot of 3"], (await reader.TakeAsync(2)).Select(Named).Order());

        await first.WatchedByAsync(1);
        first.File(7);
        Assert.Equal("file of 2", Named(await reader.NextDurableAsync()));
        End(list, first);
        Assert.Equal("completed of 2", Named(await reader.NextDurableAsync()));

        Add(gateway, list);
        Assert.Equal("snapshot of 4", Named(await reader.NextDurableAsync()));
        await second.WatchedByAsync(1);
        second.Progress(900);
        Assert.Equal("progress of 3", Named(await reader.NextEventAsync()));
    }

    [Fact]
    public async Task It_follows_no_more_jobs_at_once_than_it_may_and_all_of_them_in_the_end()
    {
        await using var gateway = await TestGateway.StartLiveAsync<AllJobsOptions>(options => options.MaxJobs = 2);
        var list = gateway.Cluster.Caller(Caller);
        var jobs = Enumerable.Range(1, 5).Select(_ => Add(gateway, list)).ToList();
        using var reader = await gateway.SubscribeAllAsync();
        var named = (await reader.TakeAsync(2)).Select(Named).ToList();
        foreach (var job in jobs)
            End(list, job);

        named.AddRange((await reader.TakeAsync(8)).Select(Named));

        Assert.Equal(
            Enumerable.Range(1, 5).SelectMany(n => (string[])[$"completed of {n}", $"snapshot of {n}"]).Order(), named.Order());
    }

    [Fact]
    public async Task A_job_that_is_listed_before_it_is_accepted_is_followed_from_its_acceptance_on()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var list = gateway.Cluster.Caller(Caller);
        var early = gateway.Cluster.Existing();
        var accepted = early.View;
        early.View = null;
        list.Add(early);
        Add(gateway, list);
        using var reader = await gateway.SubscribeAllAsync();
        Assert.Equal("snapshot of 2", Named(await reader.NextDurableAsync()));

        early.View = accepted;

        Assert.Equal("snapshot of 1", Named(await reader.NextDurableAsync()));
    }

    [Fact]
    public async Task A_job_that_runs_again_goes_on_without_a_repetition()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var list = gateway.Cluster.Caller(Caller);
        var job = Add(gateway, list);
        using var reader = await gateway.SubscribeAllAsync();
        Assert.Equal("snapshot of 1", Named(await reader.NextDurableAsync()));
        job.File(1, error: "origin_unavailable");
        End(list, job);
        Assert.Equal(["file of 1", "completed of 1"], (await reader.TakeAsync(2)).Select(Named));

        // Announced before the retry is durable: it is looked at too early.
        var looks = job.Gets;
        list.Reactivate(job);
        list.Announce(job);
        await job.AskedAsync(looks + 2);
        job.RunAgain();
        Assert.Equal("snapshot of 1", Named(await reader.NextDurableAsync()));
        job.File(1);
        End(list, job);

        Assert.Equal(["file of 1", "completed of 1"], (await reader.TakeAsync(2)).Select(Named));
    }

    /// <summary>Also one that was completed: its result may be gone.</summary>
    [Theory]
    [InlineData(JobStatus.Completed)]
    [InlineData(JobStatus.Failed)]
    public async Task A_job_that_runs_again_before_a_slow_reader_was_written_its_end_is_followed(JobStatus end)
    {
        await using var gateway = await TestGateway.StartLiveAsync<StreamOptions>(options => options.WriteLimit = TestGateway.Deadline);
        var list = gateway.Cluster.Caller(Caller);
        var job = Add(gateway, list);
        var large = Add(gateway, list);
        using var reader = await gateway.SubscribeAllAsync();
        await reader.TakeAsync(2);

        // More than the connection holds while nobody reads.
        const int files = 200;
        var reason = new string('x', 100_000);
        for (var file = 1; file <= files; file++)
            large.File(file, error: reason);
        await StuckAsync(gateway);
        job.End(end);
        list.Note(job);
        list.Reactivate(job);
        list.Announce(job);
        job.RunAgain();
        var later = Add(gateway, list);
        await later.WatchedByAsync(1);

        var told = (await reader.TakeAsync(files + 3)).Select(Named).ToList();
        Assert.Equal([$"{end.ToString().ToLowerInvariant()} of 1", "snapshot of 1"], told.Where(name => name.EndsWith(" of 1", StringComparison.Ordinal)));
        await job.WatchedByAsync(1);
        job.File(1);
        Assert.Equal("file of 1", Named(await reader.NextDurableAsync()));
    }

    [Fact]
    public async Task A_job_that_runs_again_and_has_ended_before_it_is_looked_at_is_looked_at_once()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var list = gateway.Cluster.Caller(Caller);
        var job = Add(gateway, list);
        using var reader = await gateway.SubscribeAllAsync();
        Assert.Equal("snapshot of 1", Named(await reader.NextDurableAsync()));
        End(list, job);
        Assert.Equal("completed of 1", Named(await reader.NextDurableAsync()));

        var looks = job.Gets;
        await list.WatchedAsync();
        list.Reactivate(job);
        job.RunAgain();
        job.End();
        list.Announce(job);
        Assert.Equal("completed of 1", Named(await reader.NextDurableAsync()));

        // The list has not heard of the end yet, and tells of the job as running, as it does to whoever watches anew.
        list.Announce(job);
        Add(gateway, list);
        Assert.Equal("snapshot of 2", Named(await reader.NextDurableAsync()));
        Assert.Equal(looks + 1, job.Gets);
    }

    [Fact]
    public async Task A_job_that_is_never_accepted_gives_its_room_back()
    {
        await using var gateway = await TestGateway.StartLiveAsync<AllJobsOptions>(options =>
        {
            options.MaxJobs = 1;
            options.Patience = TimeSpan.FromMilliseconds(1);
        });
        var list = gateway.Cluster.Caller(Caller);
        list.Add(gateway.Cluster.Missing());
        Add(gateway, list);

        using var reader = await gateway.SubscribeAllAsync();

        Assert.Equal("snapshot of 2", Named(await reader.NextDurableAsync()));
    }

    [Fact]
    public async Task A_job_that_ran_again_while_the_list_was_not_watched_is_not_missed()
    {
        await using var gateway = await TestGateway.StartLiveAsync<FeedOptions>(options => options.FirstRetry = TimeSpan.FromMilliseconds(1));
        var list = gateway.Cluster.Caller(Caller);
        var job = Add(gateway, list);
        using var reader = await gateway.SubscribeAllAsync();
        Assert.Equal("snapshot of 1", Named(await reader.NextDurableAsync()));
        await list.WatchedAsync();
        await RunAgainUnheardAsync(list, job, reader);
        list.Break(new TimeoutException());

        Assert.Equal(["file of 1", "completed of 1"], (await reader.TakeAsync(2)).Select(Named));
    }

    [Fact]
    public async Task A_job_that_ran_again_while_the_list_was_asked_for_a_watch_is_not_missed()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var list = gateway.Cluster.Caller(Caller);
        var begins = new TaskCompletionSource();
        list.Gate = begins.Task;
        var job = Add(gateway, list);
        using var reader = await gateway.SubscribeAllAsync();
        Assert.Equal("snapshot of 1", Named(await reader.NextDurableAsync()));
        await list.AskedAsync();
        await RunAgainUnheardAsync(list, job, reader);
        begins.SetResult();

        Assert.Equal(["file of 1", "completed of 1"], (await reader.TakeAsync(2)).Select(Named));
    }

    [Fact]
    public async Task It_goes_on_when_the_lists_watch_breaks()
    {
        await using var gateway = await TestGateway.StartLiveAsync<FeedOptions>(options => options.FirstRetry = TimeSpan.FromMilliseconds(1));
        var list = gateway.Cluster.Caller(Caller);
        var job = Add(gateway, list);
        using var reader = await gateway.SubscribeAllAsync();
        Assert.Equal("snapshot of 1", Named(await reader.NextDurableAsync()));

        await list.WatchedAsync();
        list.Break(new TimeoutException());
        Add(gateway, list);

        Assert.Equal("snapshot of 2", Named(await reader.NextDurableAsync()));
        await job.WatchedByAsync(1);
        job.File(1);
        Assert.Equal("file of 1", Named(await reader.NextDurableAsync()));
    }

    /// <summary>Waits until the only stream has filled its connection: a write to one that is read takes no such time.</summary>
    private static async Task StuckAsync(TestGateway gateway)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = new CancellationTokenSource(TestGateway.Deadline);
        while (gateway.Streams.Report().Streams is not [{ WaitingMs: > 500 }])
            await pace.WaitForNextTickAsync(limit.Token);
    }

    /// <summary>The job fails, which the client reads, and then runs again without a word to the list's watchers.</summary>
    private static async Task RunAgainUnheardAsync(ScriptedCallerJobs list, ScriptedJob job, EventReader reader)
    {
        job.File(1, error: "origin_unavailable");
        job.End();
        Assert.Equal(["file of 1", "completed of 1"], (await reader.TakeAsync(2)).Select(Named));

        job.RunAgain();
        job.File(1);
        job.End();
        list.Note(job);
    }
}
