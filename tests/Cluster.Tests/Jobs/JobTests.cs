using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Storage;

namespace Downstream.Cluster.Tests.Jobs;

public sealed class JobTests(JobCluster cluster) : IClassFixture<JobCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_tells_each_outcome_once_with_growing_ids_and_then_ends()
    {
        var job = await cluster.Submit(100_002, 100_009, 100_001);

        var updates = new List<JobUpdate>();
        await foreach (var update in JobCluster.WatchToTheEnd(job, null, Cancellation))
            updates.Add(update);

        Assert.IsType<JobUpdate.Snapshot>(updates[0]);
        var files = updates.OfType<JobUpdate.File>().ToList();
        var seen = ((JobUpdate.Snapshot)updates[0]).Job.Sequence;
        Assert.All(files, f => Assert.True(f.EventId > seen));
        Assert.Equal(files.Select(f => f.EventId).Order().Distinct(), files.Select(f => f.EventId));
        var ended = Assert.IsType<JobUpdate.Ended>(updates[^1]).Job;
        Assert.Equal(JobStatus.PartiallyCompleted, ended.Status);
        Assert.Equal((3, 2, 1), (ended.TotalFiles, ended.ReadyFiles, ended.FailedFiles));
        Assert.NotNull(ended.DownloadUrl);
        Assert.Equal(ended.Size, (await cluster.Files.FindAsync(ObjectKeys.Archive(ended.JobId), Cancellation))?.Size);
    }

    [Fact]
    public async Task Every_id_resumes_with_exactly_what_follows_it()
    {
        var job = await cluster.Submit(100_100, 100_107, 100_114, 100_115);
        await JobCluster.End(job);
        var all = (await job.Replay(0, Cancellation))!;

        Assert.Equal(5, all.Count);
        for (var i = 0; i < all.Count; i++)
        {
            var id = all[i] is JobUpdate.File file ? file.EventId : ((JobUpdate.Ended)all[i]).Job.Sequence;
            var rest = new List<JobUpdate>();
            await foreach (var update in job.Watch(id, Cancellation))
                rest.Add(update);

            Assert.Equal(all.Skip(i + 1).Select(Describe), rest.Select(Describe));
        }

        static string Describe(JobUpdate update) => update switch
        {
            JobUpdate.File file => $"{file.EventId} {file.Outcome}",
            JobUpdate.Ended ended => $"{ended.Job.Sequence} {ended.Job.Status}",
            _ => update.ToString(),
        };
    }

    [Fact]
    public async Task A_file_that_many_jobs_want_is_prepared_once()
    {
        const int fileId = 110_005;
        cluster.Origin.Hold(fileId);
        var jobs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => cluster.Submit(fileId)));
        await cluster.Origin.HalfWay(fileId).WaitAsync(JobCluster.Deadline, Cancellation);
        cluster.Origin.Open(fileId);

        var ends = await Task.WhenAll(jobs.Select(JobCluster.End));

        Assert.All(ends, e => Assert.Equal(JobStatus.Completed, e.Status));
        Assert.Equal(1, cluster.Origin.Transfers(fileId));
    }

    [Fact]
    public async Task A_file_that_the_store_has_is_ready_at_once()
    {
        const int fileId = 110_012;
        await JobCluster.End(await cluster.Submit(fileId));
        var end = await JobCluster.End(await cluster.Submit(fileId));

        Assert.Equal(JobStatus.Completed, end.Status);
        Assert.Equal(1, cluster.Origin.Transfers(fileId));
    }

    [Fact]
    public async Task Cancelling_the_last_job_that_wants_a_file_aborts_its_upload()
    {
        const int held = 7 * 17_143;
        cluster.Origin.Hold(held);
        var first = await cluster.Submit("canceller", held);
        var second = await cluster.Submit("canceller", held);
        await cluster.Origin.HalfWay(held).WaitAsync(JobCluster.Deadline, Cancellation);

        // The second may not have asked for it yet.
        await cluster.Grains.File(held).Prepare(second.GetPrimaryKey(), cluster.Time.GetUtcNow(), null, Cancellation);

        var cancelled = await first.Cancel(Cancellation);
        Assert.Equal((JobCommandOutcome.Accepted, JobStatus.Cancelled), (cancelled.Result, cancelled.Job!.Status));

        // The list hears of it once the file is released.
        var list = cluster.Grains.GetGrain<ICallerJobsGrain>("canceller");
        await JobCluster.Until(async () => (await list.List(JobStatus.Cancelled, null, 10, Cancellation)).Items.Count == 1);
        Assert.False(cluster.Origin.Stopped(held).IsCompleted);

        await second.Cancel(Cancellation);
        await cluster.Origin.Stopped(held).WaitAsync(JobCluster.Deadline, Cancellation);
        Assert.Null(await cluster.Files.FindAsync(ObjectKeys.File(held), Cancellation));
        Assert.Equal(JobCommandOutcome.AlreadyEnded, (await second.Cancel(Cancellation)).Result);

        cluster.Origin.Open(held);
        Assert.Equal(JobStatus.Completed, (await JobCluster.End(await cluster.Submit(held))).Status);
    }

    [Fact]
    public async Task A_retry_runs_only_the_failed_files_under_the_same_id_and_ids_go_on()
    {
        var job = await cluster.Submit(130_004, 130_005);
        var first = await JobCluster.End(job);
        Assert.Equal((1, 1), (first.ReadyFiles, first.FailedFiles));
        cluster.Origin.Heal(130_005);
        cluster.Origin.Heal(130_004);

        var retried = await job.Retry(Cancellation);
        Assert.Equal(JobCommandOutcome.Accepted, retried.Result);
        var second = await JobCluster.End(job);

        Assert.Equal(JobStatus.Completed, second.Status);
        Assert.True(second.Sequence > first.Sequence);
        var files = (await job.Replay(0, Cancellation))!.OfType<JobUpdate.File>().ToList();
        Assert.Equal(2, files.Count);
        Assert.True(files[1].EventId > first.Sequence);
        Assert.Equal(JobCommandOutcome.NothingToRetry, (await job.Retry(Cancellation)).Result);
    }

    [Fact]
    public async Task Submits_that_race_for_one_id_make_one_job()
    {
        var id = Guid.CreateVersion7();
        var request = new SubmitJob("racer", [7 * 22_000], "fingerprint", null);
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => cluster.Job(id).Submit(request, Cancellation)));

        Assert.Single(results, r => r.Result == JobCommandOutcome.Accepted);
        Assert.Equal(49, results.Count(r => r.Result == JobCommandOutcome.Replayed));
        Assert.Single((await cluster.Grains.GetGrain<ICallerJobsGrain>("racer").List(null, null, 10, Cancellation)).Items);
    }

    [Fact]
    public async Task A_retry_at_the_very_moment_of_the_end_is_run_every_time()
    {
        const int missing = 140_001;
        var job = await cluster.Submit(missing);
        for (var run = 1; run <= 40; run++)
        {
            Assert.Equal(JobStatus.Failed, (await JobCluster.End(job)).Status);
            Assert.Equal(run, cluster.Origin.Transfers(missing));
            Assert.Equal(JobCommandOutcome.Accepted, (await job.Retry(Cancellation)).Result);
        }
    }

    [Fact]
    public async Task A_job_of_a_thousand_files_tells_a_thousand_outcomes()
    {
        var ids = Enumerable.Range(200_000, 1000).ToArray();
        var job = await cluster.Submit(ids);

        var outcomes = new List<JobUpdate.File>();
        JobView? end = null;
        await foreach (var update in JobCluster.WatchToTheEnd(job, 0, Cancellation))
        {
            if (update is JobUpdate.File file)
                outcomes.Add(file);
            if (update is JobUpdate.Ended ended)
                end = ended.Job;
        }

        Assert.Equal(ids, outcomes.Select(o => o.Outcome.FileId).Order());
        Assert.Equal(outcomes.Select(o => o.EventId), outcomes.Select(o => o.EventId).Order().Distinct());
        Assert.Equal(ids.Count(i => i % 7 == 0), end!.ReadyFiles);
        Assert.Equal(1000, end.ReadyFiles + end.FailedFiles);
    }

    [Fact]
    public async Task Files_are_listed_in_pages_and_by_status()
    {
        var job = await cluster.Submit(Enumerable.Range(300_000, 25).ToArray());
        await JobCluster.End(job);

        var first = (await job.Files(null, 0, 10, Cancellation))!;
        var last = (await job.Files(null, 20, 10, Cancellation))!;
        var ready = (await job.Files(FileStatus.Ready, 0, 1000, Cancellation))!;

        Assert.Equal(Enumerable.Range(300_000, 10), first.Items.Select(f => f.FileId));
        Assert.Equal(10, first.Next);
        Assert.Equal(5, last.Items.Count);
        Assert.Null(last.Next);
        Assert.All(ready.Items, f => Assert.Equal(0, f.FileId % 7));
        Assert.All(ready.Items, f => Assert.NotNull(f.EventId));
    }

    [Fact]
    public async Task A_watch_goes_on_without_loss_when_the_activation_moves()
    {
        var held = Enumerable.Range(0, 4).Select(i => 7 * (57_143 + i)).ToArray();
        foreach (var id in held)
            cluster.Origin.Hold(id);
        var job = await cluster.Submit(held);
        var outcomes = new List<long>();
        var watch = Task.Run(
            async () =>
            {
                await foreach (var update in JobCluster.WatchToTheEnd(job, 0, Cancellation))
                {
                    if (update is JobUpdate.File file)
                        outcomes.Add(file.EventId);
                }
            },
            Cancellation);
        foreach (var id in held)
        {
            await cluster.Origin.HalfWay(id).WaitAsync(JobCluster.Deadline, Cancellation);
            cluster.Origin.Open(id);
            await cluster.Cluster.DeactivateAsync(job);
        }

        await watch.WaitAsync(JobCluster.Deadline, Cancellation);
        Assert.Equal(4, outcomes.Count);
        Assert.Equal(outcomes.Order().Distinct(), outcomes);
    }

    [Fact]
    public async Task An_unknown_job_answers_that_it_is_unknown()
    {
        var job = cluster.Job(Guid.CreateVersion7());

        Assert.Null(await job.Get(Cancellation));
        Assert.Null(await job.Replay(0, Cancellation));
        Assert.Null(await job.Files(null, 0, 1, Cancellation));
        Assert.Equal(JobCommandOutcome.NotFound, (await job.Cancel(Cancellation)).Result);
        Assert.Equal(JobCommandOutcome.NotFound, (await job.Retry(Cancellation)).Result);
        Assert.Equal(JobLinkResult.JobNotFound, (await job.Link(null, Cancellation)).Result);
        await foreach (var update in job.Watch(null, Cancellation))
            Assert.Fail($"An unknown job told {update}");
    }
}
