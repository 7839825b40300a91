using System.Runtime.CompilerServices;
using Downstream.Grains.Abstractions.Callers;

namespace Downstream.Grains.Callers;

/// <summary>
/// What the watchers of a list are told, kept once for all of them: a watcher is a place in it, so a slow one costs
/// nothing, and one that falls too far behind is ended. Lives on the grain's scheduler, so nothing here locks; only the
/// end may come from any thread.
/// </summary>
internal sealed class ListNews
{
    private const int Kept = 1024;

    /// <summary>A ring once it is full: most lists tell little.</summary>
    private List<CallerJob> _ring = [];

    private long _next;
    private int _watchers;
    private volatile bool _isOver;
    private TaskCompletionSource _arrival = NewArrival();

    public bool IsWatched => _watchers > 0;

    public void Tell(CallerJob job)
    {
        if (_watchers == 0)
            return;

        if (_ring.Count < Kept)
            _ring.Add(job);
        else
            _ring[(int)(_next % Kept)] = job;

        _next++;
        Arrive();
    }

    /// <summary>Ends every watch, and those that come later. Safe from any thread.</summary>
    public void End()
    {
        _isOver = true;
        Arrive();
    }

    /// <summary>Begins a watch: what is told from now on is found with <see cref="FollowAsync"/>.</summary>
    public Watcher Watch()
    {
        _watchers++;
        return new Watcher(this, _next);
    }

    private async IAsyncEnumerable<CallerJob> FollowAsync(long place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            // Read before the news and the end: what comes after that completes it.
            var arrival = Volatile.Read(ref _arrival);
            while (place < _next && _next - place <= Kept)
                yield return _ring[(int)(place++ % Kept)];

            if (_isOver || place < _next)
                yield break;

            await arrival.Task.WaitAsync(cancellationToken);
        }
    }

    private void Leave()
    {
        if (--_watchers == 0)
            (_ring, _next) = ([], 0);
    }

    private void Arrive() => Interlocked.Exchange(ref _arrival, NewArrival()).TrySetResult();

    private static TaskCompletionSource NewArrival() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A watcher's place.</summary>
    internal sealed class Watcher(ListNews news, long place) : IDisposable
    {
        public IAsyncEnumerable<CallerJob> FollowAsync(CancellationToken cancellationToken) => news.FollowAsync(place, cancellationToken);

        public void Dispose() => news.Leave();
    }
}
