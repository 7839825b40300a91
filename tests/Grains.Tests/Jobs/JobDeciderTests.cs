using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs.Rules;

namespace Downstream.Grains.Tests.Jobs;

public sealed class JobDeciderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_job_of_one_ready_file_is_completed_without_an_archive()
    {
        var job = Given(Submit(7), Ready(7, size: 100));

        Assert.Equal(JobStatus.Completed, job.Status);
        Assert.Equal(JobProgressRules.Complete, job.ProgressFloor);
        Assert.Equal(100, job.BytesReady);
        Assert.Null(job.ArchiveSize);
        Assert.Null(job.Error);
    }

    [Fact]
    public void A_job_of_several_files_waits_for_its_archive()
    {
        var job = Given(Submit(7, 14, 15), Ready(7), Ready(14), Failed(15));

        Assert.Equal(JobStatus.Processing, job.Status);
        Assert.True(job.WantsArchive);

        job = Apply(job, new JobCommand.ArchiveStored(555));

        Assert.Equal(JobStatus.PartiallyCompleted, job.Status);
        Assert.Equal(555, job.ArchiveSize);
        Assert.Equal(JobErrors.FilesFailed, job.Error);
        Assert.True(job.ProgressFloor < JobProgressRules.Complete);
    }

    [Fact]
    public void A_retry_of_a_job_whose_result_is_gone_from_the_store_asks_for_all_files()
    {
        var job = Apply(Given(Submit(7), Ready(7)), new JobCommand.Retry(Delays(1), IsResultGone: true));

        Assert.Equal(JobStatus.Processing, job.Status);
        Assert.Equal(0, job.ReadyFiles);
        Assert.False(job.Files[0].IsSettled);
    }

    [Fact]
    public void A_job_none_of_whose_files_is_ready_has_failed_and_wants_no_archive()
    {
        var job = Given(Submit(8, 9), Failed(8), Failed(9));

        Assert.Equal(JobStatus.Failed, job.Status);
        Assert.Equal(JobErrors.FilesFailed, job.Error);
    }

    [Fact]
    public void A_retry_after_an_archive_that_could_not_be_written_asks_for_all_files_since_one_may_be_gone()
    {
        var job = Apply(Given(Submit(7, 14), Ready(7), Ready(14)), new JobCommand.ArchiveFailed());

        Assert.Equal(JobStatus.Completed, job.Status);
        Assert.Equal(JobErrors.ArchiveFailed, job.Error);

        job = Apply(job, new JobCommand.Retry(Delays(0, 0)));

        Assert.Equal((JobStatus.Processing, 0, 0, 0L), (job.Status, job.ReadyFiles, job.FailedFiles, job.BytesReady));
        Assert.All(job.Files, file => Assert.Equal(FileStatus.Processing, file.Status));
        Assert.False(job.WantsArchive);

        job = Apply(Apply(job, Ready(7)), Ready(14));

        Assert.True(job.WantsArchive);
        Assert.True(job.Files[0].EventId > 3);
    }

    [Fact]
    public void The_same_submit_again_is_a_replay_and_another_one_a_conflict()
    {
        var job = Given(Submit(7));

        Assert.Equal(JobCommandOutcome.Replayed, Decide(job, Submit(7)).Outcome);
        Assert.Equal(JobCommandOutcome.Conflict, Decide(job, Submit(8)).Outcome);
        Assert.Empty(Decide(job, Submit(7)).Events);
    }

    [Fact]
    public void An_outcome_that_is_told_twice_counts_once()
    {
        var job = Given(Submit(7, 14), Ready(7));

        Assert.Empty(Decide(job, Failed(7)).Events);
        Assert.Empty(Decide(job, Ready(7)).Events);
        Assert.Empty(Decide(job, Ready(21)).Events);
    }

    [Fact]
    public void Cancelling_ends_a_running_job_and_leaves_an_ended_one()
    {
        var job = Apply(Given(Submit(7, 14), Ready(7)), new JobCommand.Cancel());

        Assert.Equal(JobStatus.Cancelled, job.Status);
        Assert.Equal(JobCommandOutcome.AlreadyEnded, Decide(job, new JobCommand.Cancel()).Outcome);
        Assert.Empty(Decide(job, Ready(14)).Events);
        Assert.Equal(JobCommandOutcome.NothingToRetry, Decide(job, new JobCommand.Retry(Delays(0, 0))).Outcome);
    }

    [Fact]
    public void A_retry_runs_the_failed_files_again_and_keeps_the_ready_ones()
    {
        var job = Apply(Given(Submit(7, 8), Ready(7, size: 70), Failed(8)), new JobCommand.ArchiveStored(80));
        var ready = job.Files[0];
        var sequence = job.Sequence;

        job = Apply(job, new JobCommand.Retry(Delays(100, 200)));

        Assert.Equal(JobStatus.Processing, job.Status);
        Assert.Equal(ready, job.Files[0]);
        Assert.Equal((FileStatus.Processing, Noon, Noon.AddSeconds(200)), (job.Files[1].Status, job.Files[1].StartedAt, job.Files[1].DueAt));
        Assert.Equal((1, 0, 70L), (job.ReadyFiles, job.FailedFiles, job.BytesReady));
        Assert.True(job.Sequence > sequence);
        Assert.Null(job.FinishedAt);
        Assert.Equal(JobCommandOutcome.AlreadyEnded, Decide(job, new JobCommand.ArchiveStored(80)).Outcome);
    }

    [Fact]
    public void A_completed_job_has_nothing_to_retry() =>
        Assert.Equal(JobCommandOutcome.NothingToRetry, Decide(Given(Submit(7), Ready(7)), new JobCommand.Retry(Delays(0, 0))).Outcome);

    [Fact]
    public void A_job_expires_after_its_retention_and_its_key_can_be_used_again()
    {
        var retention = TimeSpan.FromHours(24);
        var job = Given(Submit(7), Ready(7));

        Assert.Empty(JobDecider.Decide(job, new JobCommand.Expire(retention), Noon + retention - TimeSpan.FromTicks(1)).Events);
        var expired = JobDecider.Evolve(job, JobDecider.Decide(job, new JobCommand.Expire(retention), Noon + retention).Events.Single());

        Assert.Equal(JobStatus.Expired, expired.Status);
        Assert.Empty(expired.Files);
        Assert.Equal(JobCommandOutcome.Expired, Decide(expired, new JobCommand.Cancel()).Outcome);

        var again = Apply(expired, Submit(8));

        Assert.Equal(JobStatus.Processing, again.Status);
        Assert.True(again.Sequence > expired.Sequence);
    }

    [Fact]
    public void Progress_follows_the_clock_from_the_stored_schedule_alone()
    {
        var job = Given(new JobCommand.Submit(new SubmitJob("caller", [7, 14], "7,14", null), 1, Delays(10, 20)));

        Assert.Equal(0, JobProgressRules.Durable(job, Noon));
        Assert.Equal((450 + 225) / 2, JobProgressRules.Durable(job, Noon.AddSeconds(5)));
        Assert.Equal((900 + 900) / 2, JobProgressRules.Durable(job, Noon.AddSeconds(500)));
        Assert.Equal((1000 + 225) / 2, JobProgressRules.Durable(Apply(job, Ready(7)), Noon.AddSeconds(5)));
    }

    private static JobCommand.Submit Submit(params int[] ids) => new(new SubmitJob("caller", ids, string.Join(',', ids), null), 1, Delays(new int[ids.Length]));

    private static TimeSpan[] Delays(params int[] seconds) => [.. seconds.Select(s => TimeSpan.FromSeconds(s))];

    private static JobCommand.Settle Ready(int id, long size = 1) => new(new FileOutcome(id, size, null, 1));

    private static JobCommand.Settle Failed(int id) => new(new FileOutcome(id, null, FileErrors.NotFound, 1));

    private static JobDecision Decide(Job job, JobCommand command) => JobDecider.Decide(job, command, Noon);

    private static Job Given(params JobCommand[] commands) => commands.Aggregate((Job?)null, Apply)!;

    private static Job Apply(Job? job, JobCommand command) =>
        JobDecider.Decide(job, command, Noon).Events.Aggregate(job, (j, e) => JobDecider.Evolve(j, e))!;
}
