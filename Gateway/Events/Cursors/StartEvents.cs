using Downstream.Gateway.Events.Feeds;

namespace Downstream.Gateway.Events.Cursors;

/// <summary>
/// What all readers start with, for as long as they read it, bounded in bytes: a slow one would otherwise hold a whole
/// backlog, as often as it comes. With too much, those give theirs up that hold it longest, and have to come back.
/// </summary>
internal sealed class StartEvents(CursorOptions options)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Held> _byAge = new();

    // By reference: an array is one batch of events, weighed once, whoever reads it.
    private readonly Dictionary<FeedEvent[], (int Readers, long Weight)> _sources = [];
    private long _bytes;

    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>Holds a start until it is disposed.</summary>
    /// <param name="events">The reader's own list.</param>
    /// <param name="source">Where the events in it come from: the same array for all who share them.</param>
    public Held Hold(FeedEvent[] events, FeedEvent[] source)
    {
        lock (_gate)
        {
            var held = new Held(this, events, source);
            _byAge.AddLast(held.Node);
            Use(source);
            _bytes += held.Own;
            while (_bytes > options.MaxStartBytes && _byAge.First != held.Node)
                _byAge.First!.Value.Drop();

            return held;
        }
    }

    private void Use(FeedEvent[] source)
    {
        if (!_sources.TryGetValue(source, out var known))
        {
            known.Weight = source.Sum(item => (long)item.Weight);
            _bytes += known.Weight;
        }

        _sources[source] = (known.Readers + 1, known.Weight);
    }

    private void Leave(FeedEvent[] source)
    {
        var (readers, weight) = _sources[source];
        if (readers > 1)
        {
            _sources[source] = (readers - 1, weight);
            return;
        }

        _sources.Remove(source);
        _bytes -= weight;
    }

    /// <summary>What one reader starts with.</summary>
    internal sealed class Held : IDisposable
    {
        private readonly StartEvents _all;
        private FeedEvent[]? _source;
        private FeedEvent[]? _events;

        public Held(StartEvents all, FeedEvent[] events, FeedEvent[] source)
        {
            (_all, _events, _source) = (all, events, source);
            Own = (long)events.Length * IntPtr.Size;
            Node = new LinkedListNode<Held>(this);
        }

        /// <summary>What the list itself costs.</summary>
        public long Own { get; }

        public LinkedListNode<Held> Node { get; }

        /// <summary>Null when they were given up.</summary>
        public FeedEvent[]? Events => Volatile.Read(ref _events);

        public void Dispose()
        {
            lock (_all._gate)
                Drop();
        }

        /// <summary>Under the lock of all.</summary>
        public void Drop()
        {
            if (_source is null)
                return;

            _all._byAge.Remove(Node);
            _all._bytes -= Own;
            _all.Leave(_source);
            _source = null;
            Volatile.Write(ref _events, null);
        }
    }
}
