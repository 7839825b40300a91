namespace Downstream.Gateway.Events.Feeds;

/// <summary>
/// A set that is walked often and changed often by many threads. An item keeps its slot until it is removed, so a
/// walk that goes on meanwhile meets every item that was there when it began.
/// </summary>
internal sealed class SlotList<T>
    where T : class
{
    private readonly Lock _gate = new();
    private readonly Stack<int> _free = new();
    private T?[] _slots = new T?[4];
    private int _used;

    public int Count { get; private set; }

    /// <summary>Adds the item and returns its slot.</summary>
    public int Add(T item)
    {
        lock (_gate)
        {
            Count++;
            if (!_free.TryPop(out var slot))
            {
                slot = _used++;
                if (slot == _slots.Length)
                    Array.Resize(ref _slots, slot * 2);
            }

            _slots[slot] = item;
            return slot;
        }
    }

    public void Remove(int slot)
    {
        lock (_gate)
        {
            Count--;
            _slots[slot] = null;
            _free.Push(slot);
        }
    }

    /// <summary>Copies a run of slots, some of them empty, and returns how many; 0 at the end.</summary>
    public int Copy(int from, Span<T?> destination)
    {
        lock (_gate)
        {
            if (from >= _used)
                return 0;

            var run = _slots.AsSpan(from, Math.Min(destination.Length, _used - from));
            run.CopyTo(destination);
            return run.Length;
        }
    }
}
