namespace Downstream.Grains.Abstractions.Jobs;

/// <summary>The life of a job: <c>Queued → Processing →</c> one of the terminal states.</summary>
[GenerateSerializer, Alias("downstream.JobStatus")]
public enum JobStatus
{
    /// <summary>Accepted and durable; no file has been scheduled yet.</summary>
    Queued = 0,

    /// <summary>Files are being prepared, or the archive of the ready ones is being written.</summary>
    Processing = 1,

    /// <summary>Terminal: every file is ready.</summary>
    Completed = 2,

    /// <summary>Terminal: some files are ready, the others failed.</summary>
    PartiallyCompleted = 3,

    /// <summary>Terminal: no file is ready.</summary>
    Failed = 4,

    /// <summary>Terminal: the caller cancelled the job before it ended.</summary>
    Cancelled = 5,

    /// <summary>The retention time has passed: only the fact that the job existed is left.</summary>
    Expired = 6,
}

/// <summary>What can be asked of a <see cref="JobStatus"/>.</summary>
public static class JobStatusExtensions
{
    /// <summary>Whether nothing more happens to the job, short of a retry or its expiry.</summary>
    public static bool IsTerminal(this JobStatus status) => status >= JobStatus.Completed;
}
