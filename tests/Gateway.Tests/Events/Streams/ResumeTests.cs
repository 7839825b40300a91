using System.Net;
using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Tests.Support;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Testing.Streams;

namespace Downstream.Gateway.Tests.Events.Streams;

public sealed class ResumeTests
{
    public static TheoryData<string> ForeignIds => ["abc", "-1", "+1", "1.5", "0x1", "9007199254740993", "99999999999999999999", "a1.AAAA", "7"];

    [Fact]
    public async Task A_running_job_is_resumed_from_every_id_with_each_event_once_and_in_order()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        for (var file = 1; file <= 5; file++)
            job.File(file);

        using var first = await gateway.SubscribeAsync(job);
        await job.WatchedByAsync(1);
        for (var file = 6; file <= 9; file++)
            job.File(file);

        Assert.Equal("snapshot:6", (await first.NextDurableAsync())?.Label);
        foreach (var id in Enumerable.Range(7, 4))
            Assert.Equal($"file:{id}", (await first.NextDurableAsync())?.Label);

        var readers = new List<EventReader>();
        for (var id = 0; id <= 10; id++)
            readers.Add(await gateway.SubscribeAsync(job, lastEventId: $"{id}"));

        job.File(10);
        job.End();

        for (var id = 0; id <= 10; id++)
        {
            var events = (await readers[id].ToEndAsync()).Where(e => e.Id is not null).Select(e => e.Label);
            var missed = Enumerable.Range(1, 11).Where(e => e > id && e > 1).Select(e => $"file:{e}");
            Assert.Equal([.. missed, "completed:12"], events);
            readers[id].Dispose();
        }

        Assert.Equal(1, job.Watches);
        Assert.InRange(job.Replays, 1, 6);
    }

    [Fact]
    public async Task An_ended_job_is_replayed_from_every_id_and_its_last_one_is_answered_204()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        for (var file = 1; file <= 3; file++)
            job.File(file);

        job.End(JobStatus.Failed);

        for (var id = 0; id <= 4; id++)
        {
            using var reader = await gateway.SubscribeAsync(job, lastEventId: $"{id}");
            var missed = Enumerable.Range(1, 4).Where(e => e > id && e > 1).Select(e => $"file:{e}");
            Assert.Equal([.. missed, "failed:5"], (await reader.ToEndAsync()).Select(e => e.Label));
        }

        foreach (var id in (string[])["5", "6", "9007199254740992"])
        {
            using var reader = await gateway.SubscribeAsync(job, lastEventId: id);
            Assert.Equal(HttpStatusCode.NoContent, reader.Status);
            Assert.Null(await reader.NextBlockAsync());
        }
    }

    [Fact]
    public async Task An_ended_job_without_an_id_begins_with_a_snapshot_before_its_end()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        job.File(1);
        job.End();

        using var reader = await gateway.SubscribeAsync(job);

        var events = await reader.ToEndAsync();
        Assert.Equal(["snapshot:2", "completed:3"], events.Select(e => e.Label));
        Assert.All(events, e => Assert.Equal("completed", e.Json.GetProperty("status").GetString()));
    }

    [Theory, MemberData(nameof(ForeignIds))]
    public async Task An_id_that_is_not_ours_begins_with_a_snapshot(string id)
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        job.File(1);

        using var reader = await gateway.SubscribeAsync(job, lastEventId: id);

        Assert.Equal("snapshot:2", (await reader.NextEventAsync())?.Label);
    }

    [Fact]
    public async Task The_header_wins_over_the_query_and_the_query_serves_those_who_cannot_set_it()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        job.File(1);
        job.File(2);

        using var query = await gateway.SubscribeAsync(job, query: "?lastEventId=2");
        using var header = await gateway.SubscribeAsync(job, lastEventId: "1", query: "?lastEventId=2");

        Assert.Equal("file:3", (await query.NextEventAsync())?.Label);
        Assert.Equal("file:2", (await header.NextEventAsync())?.Label);
    }

    [Fact]
    public async Task A_job_that_runs_again_goes_on_with_growing_ids()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        using (var reader = await gateway.SubscribeAsync(job))
        {
            await job.WatchedByAsync(1);
            job.File(1, error: "origin_unavailable");
            job.End(JobStatus.Failed);
            Assert.Equal(["snapshot:1", "file:2", "failed:3"], (await reader.ToEndAsync()).Select(e => e.Label));
        }

        job.RunAgain();
        using var again = await gateway.SubscribeAsync(job, lastEventId: "3");
        await job.WatchedByAsync(1);
        job.File(1);
        job.End();

        Assert.Equal(["snapshot:4", "file:5", "completed:6"], (await again.ToEndAsync()).Select(e => e.Label));
        Assert.Equal(2, job.Watches);
    }

    [Fact]
    public async Task What_cannot_be_streamed_is_refused_before_the_head()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var gone = gateway.Cluster.Existing();
        gone.Expire();

        using var unknown = await gateway.SubscribeAsync(gateway.Cluster.Missing());
        using var expired = await gateway.SubscribeAsync(gone);
        using var malformed = await gateway.OpenStreamAsync("/v1/download/subscribe/not-a-job");

        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
        Assert.Equal(HttpStatusCode.Gone, expired.Status);
        Assert.Equal(HttpStatusCode.BadRequest, malformed.Status);
        Assert.Equal("application/problem+json", unknown.Response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_full_process_answers_503_and_when_to_come_back()
    {
        await using var gateway = await TestGateway.StartLiveAsync("MAX_STREAMS=2");
        var job = gateway.Cluster.Existing();
        using var first = await gateway.SubscribeAsync(job);
        using var second = await gateway.SubscribeAllAsync();

        using var third = await gateway.SubscribeAsync(job);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, third.Status);
        Assert.NotNull(third.Response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_process_that_watches_enough_jobs_answers_503_for_another_one()
    {
        await using var gateway = await TestGateway.StartLiveAsync<FeedOptions>(options => options.MaxFeeds = 1);
        var watched = gateway.Cluster.Existing();
        using var first = await gateway.SubscribeAsync(watched);

        using var other = await gateway.SubscribeAsync(gateway.Cluster.Existing());
        using var same = await gateway.SubscribeAsync(watched);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, other.Status);
        Assert.Equal(HttpStatusCode.OK, same.Status);
    }

    [Fact]
    public async Task A_job_whose_silo_is_lost_is_asked_again_before_the_stream_is_refused()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        job.Failures.Enqueue(new TimeoutException());
        job.Failures.Enqueue(new InvalidOperationException());

        using var reader = await gateway.SubscribeAsync(job);

        Assert.Equal("snapshot:1", (await reader.NextEventAsync())?.Label);
    }
}
