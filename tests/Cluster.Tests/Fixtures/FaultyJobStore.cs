using Downstream.Grains.Jobs.Rules;
using Downstream.Grains.Jobs.Store;

namespace Downstream.Cluster.Tests.Fixtures;

/// <summary>A store of jobs whose writes fail when the test says so: before they reach it, or after, with the answer lost.</summary>
internal sealed class FaultyJobStore(IJobStore inner) : IJobStore
{
    private int _refuse;
    private int _loseAnswers;
    private TaskCompletionSource? _writing;
    private TaskCompletionSource? _gate;

    /// <summary>Holds the next write until it is released; the task completes when the write has begun.</summary>
    public Task HoldNextWrite()
    {
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _writing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _writing.Task;
    }

    public void Release() => Interlocked.Exchange(ref _gate, null)?.SetResult();

    public void RefuseNextWrite() => Interlocked.Increment(ref _refuse);

    public void LoseNextAnswer() => Interlocked.Increment(ref _loseAnswers);

    public Task<Job?> ReadAsync(Guid jobId) => inner.ReadAsync(jobId);

    public Task<Job?> InsertAsync(Guid jobId, Job job) => WriteAsync(() => inner.InsertAsync(jobId, job));

    public Task CommitAsync(Guid jobId, Job before, Job after, TimeSpan lifetime) => WriteAsync(async () =>
    {
        await inner.CommitAsync(jobId, before, after, lifetime);
        return true;
    });

    public Task LeaveUnfinishedAsync(Guid jobId, Job job) => inner.LeaveUnfinishedAsync(jobId, job);

    private async Task<T> WriteAsync<T>(Func<Task<T>> write)
    {
        if (Take(ref _refuse))
            throw new IOException("The store refused the write.");

        if (_gate is { } gate)
        {
            _writing!.TrySetResult();
            await gate.Task;
        }

        var answer = await write();
        return Take(ref _loseAnswers) ? throw new IOException("The answer to the write was lost.") : answer;
    }

    private static bool Take(ref int count)
    {
        if (Interlocked.Decrement(ref count) >= 0)
            return true;

        Interlocked.Increment(ref count);
        return false;
    }
}
