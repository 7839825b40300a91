namespace Downstream.Gateway.Events.Feeds;

/// <summary>A list that one thread appends to while any number of threads read it without a lock.</summary>
/// <param name="baseId">The last durable fact before its first event.</param>
internal sealed class EventLog(long baseId)
{
    private FeedEvent[] _events = new FeedEvent[8];
    private int _count;

    public long Base => baseId;

    /// <summary>Where the list goes on once it was closed; null while it is appended to.</summary>
    public EventLog? Next { get; private set; }

    public int Count => Volatile.Read(ref _count);

    /// <summary>The event at a place below a <see cref="Count"/> read before.</summary>
    public FeedEvent this[int index] => Volatile.Read(ref _events)[index];

    /// <summary>Closes the list: readers who are still in it go on in the one that is returned.</summary>
    /// <param name="position">The last fact in this one.</param>
    public EventLog Close(long position) => Next = new EventLog(position);

    public void Append(FeedEvent item)
    {
        var events = _events;
        if (_count == events.Length)
        {
            Array.Resize(ref events, events.Length * 2);
            events[_count] = item;
            Volatile.Write(ref _events, events);
        }
        else
        {
            events[_count] = item;
        }

        Volatile.Write(ref _count, _count + 1);
    }
}
