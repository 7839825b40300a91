using Downstream.Gateway.Events.AllJobs;
using Downstream.Gateway.Tests.Support;
using Downstream.Testing.Streams;
using static Downstream.Gateway.Tests.Events.AllJobs.CallersJobs;

namespace Downstream.Gateway.Tests.Events.AllJobs;

public sealed class AllJobsResumeTests
{
    [Fact]
    public async Task It_resumes_every_job_where_the_client_left_off()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var list = gateway.Cluster.Caller(Caller);
        var jobs = Enumerable.Range(1, 4).Select(_ => Add(gateway, list)).ToList();
        string id;
        using (var reader = await gateway.SubscribeAllAsync())
        {
            await reader.TakeAsync(4);
            jobs[0].File(1);
            jobs[1].File(1);
            End(list, jobs[3]);
            id = (await reader.TakeAsync(3))[^1].Id!;
        }

        // One goes on, one ends, one does nothing, one is over; another one comes, and one comes and ends.
        jobs[0].File(2);
        jobs[1].File(2);
        End(list, jobs[1]);
        Add(gateway, list).File(1);
        End(list, Add(gateway, list));

        using var again = await gateway.SubscribeAllAsync(id);
        var events = await again.TakeAsync(6);

        Assert.Equal(
            ["completed of 2", "completed of 6", "file of 1", "file of 2", "snapshot of 5", "snapshot of 6"],
            events.Select(Named).Order());
        Assert.Equal(3, events.Single(e => Named(e) == "file of 1").Json.GetProperty("file_id").GetInt32() + 1);
        await jobs[2].WatchedByAsync(1);
        jobs[2].File(9);
        Assert.Equal("file of 3", Named(await again.NextDurableAsync()));
    }

    [Fact]
    public async Task Every_id_resumes_exactly_what_came_after_it()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var list = gateway.Cluster.Caller(Caller);
        var jobs = Enumerable.Range(1, 3).Select(_ => Add(gateway, list)).ToList();
        List<StreamEvent> all;
        using (var reader = await gateway.SubscribeAllAsync())
        {
            all = await reader.TakeAsync(3);
            foreach (var file in Enumerable.Range(1, 3))
            {
                foreach (var job in jobs)
                    job.File(file);
            }

            foreach (var job in jobs)
                End(list, job);

            all.AddRange(await reader.TakeAsync(12));
        }

        // From the last snapshot on nothing is a beginning: what an id leaves out are exactly the events before it.
        for (var place = 2; place < all.Count - 1; place++)
        {
            using var again = await gateway.SubscribeAllAsync(all[place].Id);
            var missed = await again.TakeAsync(all.Count - 1 - place);
            Assert.Equal(all.Skip(place + 1).Select(Fact).Order(), missed.Select(Fact).Order());
        }
    }

    [Theory]
    [InlineData("7")]
    [InlineData("a1.AAAA")]
    [InlineData("hello")]
    public async Task An_id_that_is_not_ours_begins_anew(string id)
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        Add(gateway, gateway.Cluster.Caller(Caller));

        using var reader = await gateway.SubscribeAllAsync(id);

        Assert.Equal("snapshot of 1", Named(await reader.NextDurableAsync()));
    }

    [Fact]
    public async Task An_id_from_a_list_that_the_caller_does_not_have_begins_anew()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var list = gateway.Cluster.Caller(Caller);
        Add(gateway, list);
        var id = AllJobsPosition.Write(AllJobsPosition.Mark(Caller), 100, []);

        using var reader = await gateway.SubscribeAllAsync(id);

        Assert.Equal("snapshot of 1", Named(await reader.NextDurableAsync()));
        Add(gateway, list);
        Assert.Equal("snapshot of 2", Named(await reader.NextDurableAsync()));
    }

    [Fact]
    public async Task A_job_that_was_announced_but_not_found_and_ended_meanwhile_is_not_missed()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var list = gateway.Cluster.Caller(Caller);
        Add(gateway, list);
        string id;
        var late = gateway.Cluster.Existing();
        var accepted = late.View;
        late.View = null;
        using (var reader = await gateway.SubscribeAllAsync())
        {
            Assert.Equal("snapshot of 1", Named(await reader.NextDurableAsync()));
            await list.WatchedAsync();
            list.Add(late);
            Add(gateway, list);
            var snapshot = await reader.NextDurableAsync();
            Assert.Equal("snapshot of 3", Named(snapshot));
            id = snapshot!.Id!;
        }

        late.View = accepted;
        End(list, late);
        using var again = await gateway.SubscribeAllAsync(id);

        Assert.Equal(["snapshot of 2", "completed of 2"], (await again.TakeAsync(2)).Select(Named));
    }

    [Fact]
    public async Task A_job_that_ran_again_while_the_client_was_away_is_not_missed()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var list = gateway.Cluster.Caller(Caller);
        var job = Add(gateway, list);
        StreamEvent end;
        using (var reader = await gateway.SubscribeAllAsync())
        {
            Assert.Equal("snapshot of 1", Named(await reader.NextDurableAsync()));
            job.File(1, error: "origin_unavailable");
            End(list, job);
            end = (await reader.TakeAsync(2))[^1];
        }

        job.RunAgain();
        job.File(1);
        End(list, job);
        using var again = await gateway.SubscribeAllAsync(end.Id);
        var events = await again.TakeAsync(2);

        Assert.Equal(["file of 1", "completed of 1"], events.Select(Named));
        Assert.NotEqual(end.Id, events[^1].Id);
    }

    [Fact]
    public async Task An_end_that_the_list_has_not_heard_of_is_not_repeated()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var list = gateway.Cluster.Caller(Caller);
        var job = Add(gateway, list);
        StreamEvent end;
        using (var reader = await gateway.SubscribeAllAsync())
        {
            Assert.Equal("snapshot of 1", Named(await reader.NextDurableAsync()));
            job.End();
            end = (await reader.TakeAsync(1))[0];
            Assert.Equal("completed of 1", Named(end));
        }

        using var again = await gateway.SubscribeAllAsync(end.Id);
        Add(gateway, list);

        Assert.Equal("snapshot of 2", Named(await again.NextDurableAsync()));
    }

    [Fact]
    public async Task The_places_of_ended_jobs_stay_in_the_ids_until_there_are_too_many()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var list = gateway.Cluster.Caller(Caller);
        using var reader = await gateway.SubscribeAllAsync();
        await list.WatchedAsync();
        var slow = Add(gateway, list);
        Assert.Equal("snapshot of 1", Named(await reader.NextDurableAsync()));
        for (var number = 2; number <= AllJobsStream.MaxResting + 3; number++)
        {
            var job = Add(gateway, list);
            await reader.TakeAsync(1);
            End(list, job);
            await reader.TakeAsync(1);
        }

        // The last to end is the last to go, wherever it stands in the list.
        End(list, slow);
        var position = AllJobsPosition.Parse((await reader.NextDurableAsync())!.Id, AllJobsPosition.Mark(Caller))!;

        Assert.Equal([1, .. Enumerable.Range(5, AllJobsStream.MaxResting - 1)], position.Jobs.Select(place => place.Ordinal));
    }

    [Fact]
    public async Task Ended_jobs_are_not_looked_at_again_by_who_comes_back()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var list = gateway.Cluster.Caller(Caller);
        var jobs = Enumerable.Range(1, 3).Select(_ => Add(gateway, list)).ToList();
        string id;
        using (var reader = await gateway.SubscribeAllAsync())
        {
            await reader.TakeAsync(3);
            End(list, jobs[0]);
            End(list, jobs[2]);
            id = (await reader.TakeAsync(2))[^1].Id!;
        }

        var looks = jobs.ConvertAll(job => job.Gets);
        using var again = await gateway.SubscribeAllAsync(id);
        await list.WatchedAsync();
        list.Break(new TimeoutException());
        Add(gateway, list);
        Assert.Equal("snapshot of 4", Named(await again.NextDurableAsync()));

        Assert.Equal([looks[0], looks[2]], [jobs[0].Gets, jobs[2].Gets]);
    }
}
