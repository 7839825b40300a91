using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs.Rules;

namespace Downstream.Cluster.Tests.Jobs.Store;

/// <summary>Jobs as the tests of stores take them from step to step, all at one moment.</summary>
internal static class StoredJobs
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How long an ended one is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>A new job of files that are due after these.</summary>
    public static Job Waiting(params TimeSpan[] delays) => Submitted([.. Enumerable.Range(1, delays.Length)], delays);

    /// <summary>A new job of files that are due at once.</summary>
    public static Job Submitted(params int[] files) => Submitted(files, new TimeSpan[files.Length]);

    public static Job Settle(Job job, params int[] files) =>
        files.Aggregate(job, (before, id) => JobDecider.Evolve(before, new JobEvent.FileSettled(Now, new FileOutcome(id, null, FileErrors.NotFound, 1))));

    public static Job End(Job job) => JobDecider.Evolve(job, new JobEvent.Ended(Now, JobStatus.Failed, 1000, null));

    /// <summary>The job with all of its files before it again.</summary>
    public static Job RunAgain(Job ended, TimeSpan[]? delays = null) =>
        JobDecider.Evolve(ended, new JobEvent.Retried(Now, delays ?? new TimeSpan[ended.TotalFiles], AllFiles: true));

    private static Job Submitted(int[] files, TimeSpan[] delays) =>
        JobDecider.Evolve(null, new JobEvent.Submitted(Now, new SubmitJob("caller", files, "fingerprint", null), 1, delays));
}
