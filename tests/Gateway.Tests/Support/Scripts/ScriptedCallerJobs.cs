using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Support.Scripts;

/// <summary>The grain of a caller's jobs, as the test fills it.</summary>
internal sealed class ScriptedCallerJobs : ICallerJobsGrain
{
    private readonly Lock _gate = new();
    private readonly List<CallerJob> _jobs = [];
    private readonly List<Channel<CallerJob>> _watchers = [];
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _watched = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What a watch waits for before it begins.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Completes once the list was asked for a watch.</summary>
    public Task AskedAsync() => _asked.Task.WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken);

    /// <summary>Completes once the list is watched: what is announced from then on is heard.</summary>
    public Task WatchedAsync() => _watched.Task.WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken);

    /// <summary>Adds a job and announces it.</summary>
    /// <param name="job">The job, which may not be accepted yet.</param>
    /// <param name="known">What the list knows of it; how it is by default.</param>
    public void Add(ScriptedJob job, JobStatus? known = null)
    {
        lock (_gate)
        {
            _jobs.Add(new CallerJob(_jobs.Count + 1, job.JobId, job.View?.CreatedAt ?? TestGateway.Start, known ?? job.View?.Status ?? JobStatus.Queued));
            Announce(job);
        }
    }

    /// <summary>Tells the watchers of a job, as the list has it.</summary>
    public void Announce(ScriptedJob job)
    {
        lock (_gate)
        {
            foreach (var watcher in _watchers)
                watcher.Writer.TryWrite(_jobs.Single(added => added.JobId == job.JobId));
        }
    }

    /// <summary>Notes that a job which has ended is about to run again.</summary>
    public void Reactivate(ScriptedJob job)
    {
        lock (_gate)
            Change(job, JobStatus.Queued);
    }

    /// <summary>Notes how the job ended, which is not announced.</summary>
    public void Note(ScriptedJob job)
    {
        lock (_gate)
            Change(job, job.View!.Status);
    }

    public void Break(Exception exception)
    {
        lock (_gate)
        {
            foreach (var watcher in _watchers)
                watcher.Writer.TryComplete(exception);
        }
    }

    public Task<CallerJobsPage> List(JobStatus? status, long? before, int limit, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            var matching = _jobs.Where(job => Matches(job) && (before is null || job.Ordinal < before)).Reverse().ToList();
            var page = matching.Take(limit).ToList();
            return Task.FromResult(new CallerJobsPage(page, page.Count < matching.Count ? page[^1].Ordinal : null));
        }

        // As the real list, which does not tell active jobs apart.
        bool Matches(CallerJob job) => status is not { } wanted || (wanted.IsTerminal() ? job.Status == wanted : !job.Status.IsTerminal());
    }

    public async IAsyncEnumerable<CallerJob> Watch(long afterOrdinal, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var jobs = Channel.CreateUnbounded<CallerJob>();
        _asked.TrySetResult();
        await Gate.WaitAsync(cancellationToken);
        lock (_gate)
        {
            foreach (var job in _jobs.Where(job => job.Ordinal > afterOrdinal || !job.Status.IsTerminal()))
                jobs.Writer.TryWrite(job);

            _watchers.Add(jobs);
            _watched.TrySetResult();
        }

        try
        {
            await foreach (var job in jobs.Reader.ReadAllAsync(cancellationToken))
                yield return job;
        }
        finally
        {
            lock (_gate)
                _watchers.Remove(jobs);
        }
    }

    public Task<long?> Add(Guid jobId, DateTimeOffset createdAt, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> Reactivate(Guid jobId, long ordinal, long lastId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task Ended(Guid jobId, JobStatus status, long lastId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private void Change(ScriptedJob job, JobStatus status)
    {
        var place = _jobs.FindIndex(other => other.JobId == job.JobId);
        _jobs[place] = _jobs[place] with { Status = status, LastId = job.View!.Sequence };
    }
}
