using Downstream.Grains.Abstractions.Files;
using Orleans.Concurrency;

namespace Downstream.Grains.Abstractions.Jobs;

/// <summary>
/// One job, keyed by its id. It decides with a pure state machine, persists before it answers or publishes, and
/// carries itself on after any crash. A storage failure surfaces as an exception and leaves the job as it was.
/// </summary>
[Alias("downstream.IJobGrain")]
public interface IJobGrain : IGrainWithGuidKey
{
    /// <summary>Accepts the job, durably. The same request again answers <see cref="JobCommandOutcome.Replayed"/>.</summary>
    [Alias("Submit")]
    Task<JobCommandResult> Submit(SubmitJob request, CancellationToken cancellationToken = default);

    /// <summary>The job now, with a fresh link; null when there is no such job.</summary>
    [Alias("Get")]
    Task<JobView?> Get(CancellationToken cancellationToken = default);

    /// <summary>
    /// Every update after <paramref name="afterId"/>: first the replay of the durable ones in order, then live until
    /// the job ends. Without an id it starts with a <see cref="JobUpdate.Snapshot"/>. Ends at once, with nothing, for
    /// a job that does not exist or has expired, or when <paramref name="afterId"/> is at or past the terminal event.
    /// </summary>
    [Alias("Watch")]
    IAsyncEnumerable<JobUpdate> Watch(long? afterId, CancellationToken cancellationToken = default);

    /// <summary>
    /// The durable updates after <paramref name="afterId"/> so far, in order, the terminal one included; null when
    /// there is no such job or it has expired.
    /// </summary>
    [Alias("Replay")]
    Task<IReadOnlyList<JobUpdate>?> Replay(long afterId, CancellationToken cancellationToken = default);

    /// <summary>A page of the job's files; null when there is no such job.</summary>
    /// <param name="status">Only files in this state.</param>
    /// <param name="skip">How many of the job's files to pass over, whatever their state.</param>
    /// <param name="limit">At most so many, 1 to 1000.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    [Alias("Files")]
    Task<JobFilesPage?> Files(FileStatus? status, int skip, int limit, CancellationToken cancellationToken = default);

    /// <summary>Cancels the job, and with it the preparation of every file that no other job wants.</summary>
    [Alias("Cancel")]
    Task<JobCommandResult> Cancel(CancellationToken cancellationToken = default);

    /// <summary>Runs the failed files of an ended job again.</summary>
    [Alias("Retry")]
    Task<JobCommandResult> Retry(CancellationToken cancellationToken = default);

    /// <summary>A fresh link to the result, or with a file id to that file.</summary>
    [Alias("Link")]
    Task<JobLink> Link(int? fileId, CancellationToken cancellationToken = default);

    /// <summary>Told by a file's grain: the file reached its outcome. Idempotent; returns when it is durable.</summary>
    [Alias("FileSettled")]
    Task FileSettled(FileOutcome outcome, CancellationToken cancellationToken = default);

    /// <summary>Told by a file's grain when the file's delay is over and no slot is free: it is queued until progress is told.</summary>
    [Alias("FileWaits"), OneWay]
    Task FileWaits(int fileId, CancellationToken cancellationToken = default);

    /// <summary>Told by a file's grain during a long transfer: how far it is, in tenths of a percent.</summary>
    /// <returns>Whether somebody watches the job, and should be told soon again.</returns>
    [Alias("FileProgressed")]
    Task<bool> FileProgressed(int fileId, int progress, CancellationToken cancellationToken = default);

    /// <summary>
    /// Carries an unfinished job on after a crash: asks again for every file without an outcome. Idempotent. False when
    /// there is no such job.
    /// </summary>
    [Alias("Resume")]
    Task<bool> Resume(CancellationToken cancellationToken = default);

    /// <summary>
    /// Told now and then from when it is due: sets an unfinished job going if nothing else did, and asks again for files
    /// that are overdue. Idempotent. False when there is no such job.
    /// </summary>
    [Alias("Remind")]
    Task<bool> Remind(CancellationToken cancellationToken = default);
}
