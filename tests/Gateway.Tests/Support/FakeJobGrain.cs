using System.Runtime.CompilerServices;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Support;

/// <summary>A job that keeps the submitted request and answers as it was told.</summary>
internal sealed class FakeJobGrain(FakeCluster cluster, Guid id) : IJobGrain
{
    private readonly Lock _lock = new();

    public SubmitJob? Submitted { get; private set; }

    public JobView? View { get; set; }

    /// <summary>What <see cref="Submit"/>, <see cref="Cancel"/> and <see cref="Retry"/> answer, instead of what follows from the state.</summary>
    public JobCommandResult? Answer { get; set; }

    public JobLink Linked { get; set; } = new(JobLinkResult.JobNotFound);

    public int? LinkedFile { get; private set; }

    public IReadOnlyList<JobFileView> FileViews { get; set; } = [];

    public bool WasWatched { get; private set; }

    public Task<JobCommandResult> Submit(SubmitJob request, CancellationToken cancellationToken = default)
    {
        cluster.Submitting();
        lock (_lock)
        {
            if (Answer is not null)
                return Task.FromResult(Answer);
            if (Submitted is not null)
                return Task.FromResult(new JobCommandResult(Submitted.Fingerprint == request.Fingerprint ? JobCommandOutcome.Replayed : JobCommandOutcome.Conflict, View));

            Submitted = request;
            View = Samples.Job(id, JobStatus.Queued, cluster.Time.GetUtcNow()) with
            {
                TotalFiles = request.FileIds.Count,
                Caller = request.Caller,
                TraceParent = request.TraceParent,
            };
            return Task.FromResult(new JobCommandResult(JobCommandOutcome.Accepted, View));
        }
    }

    public Task<JobView?> Get(CancellationToken cancellationToken = default) => Task.FromResult(View);

    public Task<JobCommandResult> Cancel(CancellationToken cancellationToken = default)
    {
        if (Answer is not null || View is null)
            return Task.FromResult(Answer ?? new JobCommandResult(JobCommandOutcome.NotFound, null));
        if (View.Status.IsTerminal())
            return Task.FromResult(new JobCommandResult(JobCommandOutcome.AlreadyEnded, View));

        View = View with { Status = JobStatus.Cancelled, FinishedAt = cluster.Time.GetUtcNow(), Sequence = View.Sequence + 1 };
        return Task.FromResult(new JobCommandResult(JobCommandOutcome.Accepted, View));
    }

    public Task<JobCommandResult> Retry(CancellationToken cancellationToken = default) =>
        Task.FromResult(Answer ?? new JobCommandResult(JobCommandOutcome.NothingToRetry, View));

    public Task<JobLink> Link(int? fileId, CancellationToken cancellationToken = default)
    {
        LinkedFile = fileId;
        return Task.FromResult(Linked);
    }

    public Task<JobFilesPage?> Files(FileStatus? status, int skip, int limit, CancellationToken cancellationToken = default)
    {
        if (View is null)
            return Task.FromResult<JobFilesPage?>(null);

        var matching = FileViews.Where(file => status is null || file.Status == status).ToList();
        var page = matching.Skip(skip).Take(limit).ToList();
        int? next = skip + page.Count < matching.Count ? skip + page.Count : null;
        return Task.FromResult<JobFilesPage?>(new JobFilesPage(View.Status, page, next));
    }

    /// <summary>Tells what became of the job, once; one that still runs then is silent.</summary>
    public async IAsyncEnumerable<JobUpdate> Watch(long? afterId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        WasWatched = true;
        View = cluster.Watching(View!);
        cluster.NoteWatch();
        if (View is not { Status: not JobStatus.Expired } job)
            yield break;

        var now = cluster.Time.GetUtcNow();
        if (job.Status.IsTerminal())
        {
            yield return new JobUpdate.Ended(now, null, job);
            yield break;
        }

        yield return new JobUpdate.Progress(
            now, null, new JobProgress(job.Status, job.Progress, job.ReadyFiles, job.FailedFiles, job.BytesReady, job.EstimatedReadyAt, job.Sequence));
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    public Task<IReadOnlyList<JobUpdate>?> Replay(long afterId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task FileSettled(FileOutcome outcome, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task FileWaits(int fileId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> FileProgressed(int fileId, int progress, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> Resume(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> Remind(CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
