namespace Downstream.Gateway.Events;

/// <summary>A list that one thread appends to while any number of threads read it without a lock.</summary>
internal sealed class EventLog
{
    private FeedEvent[] _events = new FeedEvent[8];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>The event at a place below a <see cref="Count"/> read before.</summary>
    public FeedEvent this[int index] => Volatile.Read(ref _events)[index];

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
