namespace Downstream.Gateway.Events;

/// <summary>The places for open streams: so many in the process, and of those so many for one client.</summary>
internal sealed class StreamPlaces(int places, int placesPerClient)
{
    private readonly Lock _lock = new();

    // Only clients with a stream are in here.
    private readonly Dictionary<string, int> _byClient = [];
    private int _taken;

    public int Clients
    {
        get
        {
            lock (_lock)
                return _byClient.Count;
        }
    }

    /// <summary>Takes a place, to be given back with <see cref="Leave"/> when there was one.</summary>
    public StreamEntry TryEnter(string client)
    {
        lock (_lock)
        {
            var ofClient = _byClient.GetValueOrDefault(client);
            if (ofClient >= placesPerClient)
                return StreamEntry.ClientFull;
            if (_taken >= places)
                return StreamEntry.ProcessFull;

            _byClient[client] = ofClient + 1;
            _taken++;
            return StreamEntry.Entered;
        }
    }

    public void Leave(string client)
    {
        lock (_lock)
        {
            _taken--;
            if (--_byClient[client] == 0)
                _byClient.Remove(client);
        }
    }
}

/// <summary>Whether there was a place for a stream.</summary>
internal enum StreamEntry
{
    Entered,
    ClientFull,
    ProcessFull,
}
