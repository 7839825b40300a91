using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Grains.Jobs;

/// <summary>
/// Those who watch a job. Lives on the grain's scheduler, so nothing here locks. A watcher that does not keep up loses
/// progress, which is conflated; one that falls too far behind in durable updates is ended, and resumes from its last id.
/// </summary>
/// <param name="stopping">Ends every watch as the silo begins to stop: a grain with calls under way is not deactivated before they end.</param>
internal sealed class JobWatchers(CancellationToken stopping)
{
    private readonly List<JobWatcher> _watchers = [];

    public int Count => _watchers.Count;

    public JobWatcher Add()
    {
        var watcher = new JobWatcher(this, stopping);
        _watchers.Add(watcher);
        return watcher;
    }

    public void Remove(JobWatcher watcher) => _watchers.Remove(watcher);

    public void Publish(JobUpdate update)
    {
        foreach (var watcher in _watchers)
            watcher.Offer(update);
    }

    /// <summary>Ends every watch without a terminal update, so that the watchers come back to the grain's next activation.</summary>
    public void Abandon()
    {
        foreach (var watcher in _watchers)
            watcher.Abandon();
    }
}

/// <summary>One watcher's bounded buffer.</summary>
internal sealed class JobWatcher : IDisposable
{
    private const int MostDurable = 4096;

    private readonly Queue<JobUpdate> _durable = new();
    private readonly JobWatchers _owner;
    private readonly CancellationTokenRegistration _stopping;
    private JobUpdate.Progress? _progress;
    private volatile TaskCompletionSource? _arrival;
    private volatile bool _abandoned;

    public JobWatcher(JobWatchers owner, CancellationToken stopping)
    {
        _owner = owner;
        _stopping = stopping.UnsafeRegister(static watcher => ((JobWatcher)watcher!).Abandon(), this);
    }

    public void Offer(JobUpdate update)
    {
        if (update is JobUpdate.Progress progress)
            _progress = progress;
        else if (_durable.Count < MostDurable)
            _durable.Enqueue(update);
        else
            _abandoned = true;

        _arrival?.TrySetResult();
    }

    /// <summary>Ends the watch without a terminal update. Safe from any thread.</summary>
    public void Abandon()
    {
        _abandoned = true;
        _arrival?.TrySetResult();
    }

    /// <summary>The next update; null when the watch is over without one.</summary>
    public async ValueTask<JobUpdate?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_durable.TryDequeue(out var update))
                return update;

            if (_progress is { } progress)
            {
                _progress = null;
                return progress;
            }

            // Set before the flag is looked at, so that who sets the flag meanwhile finds it.
            var arrival = _arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_abandoned)
                return null;

            await arrival.Task.WaitAsync(cancellationToken);
            _arrival = null;
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _owner.Remove(this);
    }
}
