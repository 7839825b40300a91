using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Grains.Jobs.Rules;

/// <summary>How far a job is, in tenths of a percent.</summary>
internal static class JobProgressRules
{
    public const int Complete = 1000;

    /// <summary>Complete is kept for <see cref="JobStatus.Completed"/>.</summary>
    public const int MostWhileRunning = Complete - 1;

    /// <summary>The part of a file's way that its delay makes up; the rest is its transfer.</summary>
    private const int DelayShare = 900;

    /// <summary>
    /// Progress that any process would compute from the stored job alone. While the job runs it never moves
    /// backwards as time goes on, through no crash either: it may always be published.
    /// </summary>
    public static int Durable(Job job, DateTimeOffset now) => Of(job, now, transfers: null);

    /// <summary>As <see cref="Durable"/>, with what only this process knows of transfers under way. To be kept before it is published.</summary>
    public static int WithTransfers(Job job, DateTimeOffset now, IReadOnlyDictionary<int, int> transfers) => Of(job, now, transfers);

    public static int OfFile(JobFile file, DateTimeOffset now, IReadOnlyDictionary<int, int>? transfers = null)
    {
        if (file.IsSettled)
            return Complete;

        var wait = (file.DueAt - file.StartedAt).TotalMilliseconds;
        var waited = wait <= 0 ? 0 : DelayShare * Math.Clamp((now - file.StartedAt).TotalMilliseconds / wait, 0, 1);
        if (transfers is null || now < file.DueAt || !transfers.TryGetValue(file.FileId, out var transferred))
            return (int)waited;

        return (int)(waited + ((MostWhileRunning - waited) * transferred / Complete));
    }

    private static int Of(Job job, DateTimeOffset now, IReadOnlyDictionary<int, int>? transfers)
    {
        if (job.Status.IsTerminal() || job.Files.IsEmpty)
            return job.ProgressFloor;

        var sum = 0L;
        foreach (var file in job.Files)
            sum += OfFile(file, now, transfers);

        return Math.Clamp((int)(sum / job.Files.Length), job.ProgressFloor, MostWhileRunning);
    }
}
