using System.Runtime.CompilerServices;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Support.Scripts;

/// <summary>How a scripted job answers the gateway; what only other grains ask is not there.</summary>
internal sealed class ScriptedJobGrain(ScriptedJob job, ScriptedCluster cluster) : IJobGrain
{
    private readonly Lock _submitting = new();

    public Task<JobCommandResult> Submit(SubmitJob request, CancellationToken cancellationToken = default)
    {
        cluster.WhenSubmitted();
        lock (_submitting)
        {
            if (job.Answer is not null)
                return Task.FromResult(job.Answer);
            if (job.Submitted is { } submitted)
                return Task.FromResult(new JobCommandResult(submitted.Fingerprint == request.Fingerprint ? JobCommandOutcome.Replayed : JobCommandOutcome.Conflict, job.View));

            job.Submitted = request;
            job.View = Samples.Job(job.JobId, JobStatus.Queued, cluster.Time.GetUtcNow()) with
            {
                TotalFiles = request.FileIds.Count,
                Caller = request.Caller,
                TraceParent = request.TraceParent,
            };
            return Task.FromResult(new JobCommandResult(JobCommandOutcome.Accepted, job.View));
        }
    }

    public async Task<JobView?> Get(CancellationToken cancellationToken = default)
    {
        var answer = job.Look();
        await AnswerAsync(cancellationToken);
        return answer ?? job.View;
    }

    public async IAsyncEnumerable<JobUpdate> Watch(long? afterId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        job.CountWatch();
        await AnswerAsync(cancellationToken);
        var updates = job.Join(afterId);
        try
        {
            cluster.Watched(job);
            await foreach (var update in updates.Reader.ReadAllAsync(cancellationToken))
                yield return update;
        }
        finally
        {
            await job.Leaving;
            job.Part(updates);
        }
    }

    public async Task<IReadOnlyList<JobUpdate>?> Replay(long afterId, CancellationToken cancellationToken = default)
    {
        job.CountReplay();
        await AnswerAsync(cancellationToken);
        return job.View is null or { Status: JobStatus.Expired } ? null : [.. job.Durable.Where(update => ToldUpdates.IdOf(update) > afterId)];
    }

    public Task<JobFilesPage?> Files(FileStatus? status, int skip, int limit, CancellationToken cancellationToken = default)
    {
        if (job.View is not { } view)
            return Task.FromResult<JobFilesPage?>(null);

        var matching = job.FileViews.Where(file => status is null || file.Status == status).ToList();
        var page = matching.Skip(skip).Take(limit).ToList();
        int? next = skip + page.Count < matching.Count ? skip + page.Count : null;
        return Task.FromResult<JobFilesPage?>(new JobFilesPage(view.Status, page, next));
    }

    public Task<JobCommandResult> Cancel(CancellationToken cancellationToken = default)
    {
        if (job.Answer is not null || job.View is not { } view)
            return Task.FromResult(job.Answer ?? new JobCommandResult(JobCommandOutcome.NotFound, null));
        if (view.Status.IsTerminal())
            return Task.FromResult(new JobCommandResult(JobCommandOutcome.AlreadyEnded, view));

        job.End(JobStatus.Cancelled);
        return Task.FromResult(new JobCommandResult(JobCommandOutcome.Accepted, job.View));
    }

    public Task<JobCommandResult> Retry(CancellationToken cancellationToken = default) =>
        Task.FromResult(job.Answer ?? new JobCommandResult(JobCommandOutcome.NothingToRetry, job.View));

    public Task<JobLink> Link(int? fileId, CancellationToken cancellationToken = default)
    {
        job.LinkedFile = fileId;
        return Task.FromResult(job.Linked);
    }

    public Task FileSettled(FileOutcome outcome, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task FileWaits(int fileId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> FileProgressed(int fileId, int progress, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> Resume(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> Remind(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        await job.Gate.WaitAsync(cancellationToken);
        lock (job.Failures)
        {
            if (job.Failures.TryDequeue(out var failure))
                throw failure;
        }
    }
}
