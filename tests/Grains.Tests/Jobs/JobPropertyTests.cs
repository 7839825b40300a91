using CsCheck;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs.Rules;

namespace Downstream.Grains.Tests.Jobs;

/// <summary>Any order of commands and outcomes, at any times, keeps a job true to its rules.</summary>
public sealed class JobPropertyTests
{
    private const int Histories = 3000;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<int> FileId = Gen.Int[1, 8];

    private static readonly Gen<FileOutcome> Outcome = Gen.Select(
        FileId, Gen.Bool, Gen.Long[0, 1000], (id, ready, size) =>
            ready ? new FileOutcome(id, size, null, 1) : new FileOutcome(id, null, FileErrors.NotFound, 5));

    /// <summary>One for each file that a job may have.</summary>
    private static readonly Gen<TimeSpan[]> Delays = Gen.Int[0, 100].Select(seconds => TimeSpan.FromSeconds(seconds)).Array[6];

    private static readonly Gen<JobCommand> Command = Gen.Frequency(
        (1, Gen.Select(FileId.Array[1, 6], Delays, (ids, delays) =>
            (JobCommand)new JobCommand.Submit(new SubmitJob("c", [.. ids.Distinct()], string.Join(',', ids), null), 1, delays))),
        (6, Outcome.Array[1, 4].Select(outcomes => (JobCommand)new JobCommand.Settle(outcomes))),
        (2, Gen.Int[-5, 1005].Select(p => (JobCommand)new JobCommand.KeepProgress(p))),
        (2, Gen.Long[1, 5000].Select(s => (JobCommand)new JobCommand.ArchiveStored(s))),
        (1, Gen.Const((JobCommand)new JobCommand.ArchiveFailed())),
        (1, Gen.Const((JobCommand)new JobCommand.Cancel())),
        (1, Delays.Select(delays => (JobCommand)new JobCommand.Retry(delays))),
        (1, Gen.Const((JobCommand)new JobCommand.Expire(TimeSpan.FromSeconds(60)))));

    private static readonly Gen<(JobCommand Command, int Seconds)[]> History = Gen.Select(Command, Gen.Int[0, 10]).Array[1, 60];

    [Fact]
    public void Progress_never_moves_backwards_while_the_job_runs() => Check((before, happened, after, now) =>
    {
        var restarts = happened is JobEvent.Submitted or JobEvent.Retried or JobEvent.Expired;
        var progress = JobProgressRules.Durable(after, now);
        Assert.InRange(progress, 0, after.Status == JobStatus.Completed ? 1000 : JobProgressRules.MostWhileRunning);
        if (before is not null && !restarts)
            Assert.True(progress >= JobProgressRules.Durable(before, now), $"{happened} took progress back");
        if (progress == JobProgressRules.Complete)
            Assert.Equal(JobStatus.Completed, after.Status);
        Assert.True(JobProgressRules.Durable(after, now.AddSeconds(30)) >= progress);
    });

    [Fact]
    public void Counts_agree_with_the_files() => Check((_, _, after, _) =>
    {
        Assert.Equal(after.Files.Count(f => f.Status == FileStatus.Ready), after.ReadyFiles);
        Assert.Equal(after.Files.Count(f => f.Status == FileStatus.Failed), after.FailedFiles);
        Assert.Equal(after.Files.Where(f => f.Status == FileStatus.Ready).Sum(f => f.Size ?? 0), after.BytesReady);
        if (after.Status is JobStatus.Completed or JobStatus.PartiallyCompleted or JobStatus.Failed)
            Assert.True(after.AllSettled);
    });

    [Fact]
    public void Terminal_states_are_final_but_for_retry_expiry_and_a_new_life() => Check((before, happened, after, _) =>
    {
        if (before?.Status.IsTerminal() == true)
            Assert.True(happened is JobEvent.Retried or JobEvent.Expired or JobEvent.Submitted, $"{happened} after {before.Status}");
        Assert.Equal(after.Status.IsTerminal(), after.FinishedAt is not null);
    });

    [Fact]
    public void Event_ids_grow_and_never_stand_for_two_things()
    {
        History.Sample(history =>
        {
            var facts = new Dictionary<long, string>();
            Run(history, (before, happened, after, _) =>
            {
                Assert.True(after.Sequence >= (before?.Sequence ?? 0));
                foreach (var file in after.Files.Where(f => f.IsSettled))
                    Same(facts, file.EventId, $"{file.FileId} {file.Status} {file.Size} {file.Error}");
                if (happened is JobEvent.Ended)
                    Same(facts, after.Sequence, $"ended {after.Status}");
            });
        }, iter: Histories);

        static void Same(Dictionary<long, string> facts, long id, string fact)
        {
            if (!facts.TryAdd(id, fact))
                Assert.Equal(facts[id], fact);
        }
    }

    [Fact]
    public void A_version_grows_with_every_change_that_a_reader_sees() => Check((before, happened, after, now) =>
    {
        if (before is null)
            return;

        var was = JobView.VersionOf(before.Sequence, JobProgressRules.Durable(before, now));
        var version = JobView.VersionOf(after.Sequence, JobProgressRules.Durable(after, now));
        Assert.True(version >= was, $"{happened}: {was} to {version}");
        if (happened is not JobEvent.ProgressKept)
            Assert.True(version > was, $"{happened} kept version {was}");
    });

    internal static void Check(Action<Job?, JobEvent, Job, DateTimeOffset> assert) => History.Sample(history => Run(history, assert), iter: Histories);

    private static void Run((JobCommand Command, int Seconds)[] history, Action<Job?, JobEvent, Job, DateTimeOffset> assert)
    {
        Job? job = null;
        var now = Start;
        foreach (var (command, seconds) in history)
        {
            now = now.AddSeconds(seconds);
            foreach (var happened in JobDecider.Decide(job, command, now).Events)
            {
                var after = JobDecider.Evolve(job, happened);
                assert(job, happened, after, now);
                job = after;
            }
        }
    }
}
