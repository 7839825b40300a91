namespace Downstream.Grains.Files;

/// <summary>
/// Bounds how many files a silo transfers at once, and with it the memory that their buffers take. Every job has a line
/// of its own and the lines take turns, so that a job of a thousand files does not hold up a job of one.
/// </summary>
/// <param name="count">How many files may be transferred at once.</param>
internal sealed class TransferSlots(int count)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Line> _lines = [];

    // The lines that somebody waits in, next turn first.
    private readonly LinkedList<Line> _turns = [];
    private int _free = count;

    /// <summary>The jobs that wait for a slot; nothing is kept for any other.</summary>
    public int Lines
    {
        get
        {
            lock (_lock)
                return _lines.Count;
        }
    }

    /// <summary>
    /// Lines a file up for all the jobs that want it: the first of them that has its turn takes it along. To be disposed
    /// when the transfer is over, or is no longer waited for.
    /// </summary>
    public Place Enter(IEnumerable<Guid> jobIds)
    {
        var place = new Place(this);
        lock (_lock)
        {
            foreach (var jobId in jobIds)
                LineUp(place, jobId);

            Serve();
        }

        return place;
    }

    private void Join(Place place, Guid jobId)
    {
        lock (_lock)
        {
            if (place.State != PlaceState.Waiting)
                return;

            LineUp(place, jobId);
            Serve();
        }
    }

    private void Leave(Place place, Guid jobId)
    {
        lock (_lock)
        {
            if (place.Nodes.Remove(jobId, out var node))
                StepOut(node, jobId);
        }
    }

    private void GiveUp(Place place)
    {
        lock (_lock)
        {
            if (place.State != PlaceState.Waiting)
                return;

            StepOutOfAll(place);
            place.State = PlaceState.Over;
            place.Turn.SetCanceled();
        }
    }

    private void Finish(Place place)
    {
        lock (_lock)
        {
            if (place.State == PlaceState.Served)
            {
                place.State = PlaceState.Over;
                _free++;
                Serve();
                return;
            }
        }

        GiveUp(place);
    }

    private void Serve()
    {
        while (_free > 0 && _turns.First is { } turn)
        {
            var place = turn.Value.Places.First!.Value;

            // The line goes to the end before the file leaves it, since a line that falls empty is forgotten.
            _turns.Remove(turn);
            _turns.AddLast(turn);
            StepOutOfAll(place);
            place.State = PlaceState.Served;
            _free--;
            place.Turn.SetResult();
        }
    }

    private void LineUp(Place place, Guid jobId)
    {
        if (place.Nodes.ContainsKey(jobId))
            return;

        if (!_lines.TryGetValue(jobId, out var line))
        {
            line = new Line();
            _lines.Add(jobId, line);
            _turns.AddLast(line.Turn);
        }

        place.Nodes.Add(jobId, line.Places.AddLast(place));
    }

    private void StepOutOfAll(Place place)
    {
        foreach (var (jobId, node) in place.Nodes)
            StepOut(node, jobId);

        place.Nodes.Clear();
    }

    private void StepOut(LinkedListNode<Place> node, Guid jobId)
    {
        var line = _lines[jobId];
        line.Places.Remove(node);
        if (line.Places.Count > 0)
            return;

        _lines.Remove(jobId);
        _turns.Remove(line.Turn);
    }

    /// <summary>A file's place in the lines of its jobs, and then its slot.</summary>
    public sealed class Place(TransferSlots slots) : IDisposable
    {
        internal TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Dictionary<Guid, LinkedListNode<Place>> Nodes { get; } = [];

        internal PlaceState State { get; set; }

        /// <summary>Waits for the slot. Whoever gives up is out of the lines at once; one that was served first keeps its slot.</summary>
        public async Task WaitAsync(CancellationToken cancellationToken)
        {
            await using var givingUp = cancellationToken.UnsafeRegister(static place => ((Place)place!).GiveUp(), this);
            await Turn.Task;
        }

        /// <summary>One more job wants the file. Does nothing once it has its slot.</summary>
        public void Join(Guid jobId) => slots.Join(this, jobId);

        /// <summary>A job no longer wants the file. Without any, the place waits to be disposed.</summary>
        public void Leave(Guid jobId) => slots.Leave(this, jobId);

        /// <summary>Gives the slot back, or the wait for it up.</summary>
        public void Dispose() => slots.Finish(this);

        private void GiveUp() => slots.GiveUp(this);
    }

    internal enum PlaceState
    {
        Waiting,
        Served,
        Over,
    }

    private sealed class Line
    {
        public Line() => Turn = new LinkedListNode<Line>(this);

        public LinkedList<Place> Places { get; } = [];

        public LinkedListNode<Line> Turn { get; }
    }
}
