namespace Downstream.Gateway.Events.Feeds;

/// <summary>
/// Tells readers about news, apart from the one who brings it: news that come during a round make one more round, not
/// a queue.
/// </summary>
internal sealed class FanOut : IThreadPoolWorkItem
{
    private const int BatchSize = 64;
    private const int Idle = 0;
    private const int Running = 1;
    private const int Again = 2;

    private readonly SlotList<FeedReader> _readers = new();
    private readonly FeedReader?[] _batch = new FeedReader?[BatchSize];
    private int _state;

    public int Add(FeedReader reader) => _readers.Add(reader);

    public void Remove(int slot) => _readers.Remove(slot);

    public void Signal()
    {
        if (Interlocked.Exchange(ref _state, Again) == Idle)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Exchange(ref _state, Running);
        for (var slot = 0; _readers.Copy(slot, _batch) is > 0 and var count; slot += count)
        {
            foreach (var reader in _batch.AsSpan(0, count))
                reader?.Advance();
        }

        Array.Clear(_batch);

        // Queued anew instead of looped, so that a busy job does not keep the thread from the others.
        if (Interlocked.CompareExchange(ref _state, Idle, Running) != Running)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
