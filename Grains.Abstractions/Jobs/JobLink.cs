namespace Downstream.Grains.Abstractions.Jobs;

/// <summary>The answer to a request for a link to a job's result, or to one of its files.</summary>
/// <param name="Result">Whether there is a link, and if not why.</param>
/// <param name="Url">The signed link (see <see cref="JobView.DownloadUrl"/>); only with <see cref="JobLinkResult.Ready"/>. A secret.</param>
/// <param name="Error">What made the job or the file fail, as a stable code.</param>
[GenerateSerializer, Immutable, Alias("downstream.JobLink")]
public sealed record JobLink([property: Id(0)] JobLinkResult Result, [property: Id(1)] string? Url = null, [property: Id(2)] string? Error = null);

/// <summary>Why there is, or is not, a link.</summary>
[GenerateSerializer, Alias("downstream.JobLinkResult")]
public enum JobLinkResult
{
    /// <summary>The link is there.</summary>
    Ready = 0,

    /// <summary>The job or the file has not ended yet.</summary>
    NotReady = 1,

    /// <summary>The job or the file failed.</summary>
    Failed = 2,

    /// <summary>The job was cancelled.</summary>
    Cancelled = 3,

    /// <summary>The job's retention time has passed.</summary>
    Expired = 4,

    /// <summary>No such job.</summary>
    JobNotFound = 5,

    /// <summary>The job did not ask for this file.</summary>
    FileNotFound = 6,
}
