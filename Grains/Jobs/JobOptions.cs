namespace Downstream.Grains.Jobs;

/// <summary>How jobs are kept and told of.</summary>
public sealed class JobOptions
{
    /// <summary>How long a job stays readable after its end (<c>JOB_RETENTION_HOURS</c>).</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long the state of what has ended is kept: longer than it is readable, so that late readers are told that it expired.</summary>
    public TimeSpan StateLifetime => (2 * Retention) + TimeSpan.FromDays(1);

    /// <summary>How many active jobs a caller may have (<c>MAX_ACTIVE_JOBS_PER_CLIENT</c>).</summary>
    public int MaxActiveJobsPerCaller { get; set; } = 100;

    /// <summary>The shortest time between two progress events (<c>PROGRESS_INTERVAL_MS</c>).</summary>
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a link is valid (<c>DOWNLOAD_URL_TTL_SECONDS</c>).</summary>
    public TimeSpan DownloadUrlLifetime { get; set; } = TimeSpan.FromSeconds(900);
}
