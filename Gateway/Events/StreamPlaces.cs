using Downstream.Grains.Abstractions.Callers;

namespace Downstream.Gateway.Events;

/// <summary>The places for open streams: so many in the process, and of those so many for one address, and for one IPv6 site.</summary>
internal sealed class StreamPlaces(int places, int placesPerClient)
{
    private readonly Lock _lock = new();

    // Only addresses and sites with a stream are in here.
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

    public int Taken
    {
        get
        {
            lock (_lock)
                return _taken;
        }
    }

    /// <summary>Takes a place, to be given back with <see cref="Leave"/> when there was one.</summary>
    /// <param name="client">Whose place it is.</param>
    /// <param name="site">The IPv6 site that this is in, which has the places of sixteen; null for none.</param>
    public StreamEntry TryEnter(string client, string? site = null)
    {
        lock (_lock)
        {
            var ofClient = _byClient.GetValueOrDefault(client);
            var ofSite = site is null ? 0 : _byClient.GetValueOrDefault(site);
            if (ofClient >= placesPerClient || ofSite >= (long)placesPerClient * AddressKeys.NetworksPerSite)
                return StreamEntry.ClientFull;
            if (_taken >= places)
                return StreamEntry.ProcessFull;

            _byClient[client] = ofClient + 1;
            if (site is not null)
                _byClient[site] = ofSite + 1;

            _taken++;
            return StreamEntry.Entered;
        }
    }

    public void Leave(string client, string? site = null)
    {
        lock (_lock)
        {
            _taken--;
            LeaveAs(client);
            if (site is not null)
                LeaveAs(site);
        }
    }

    private void LeaveAs(string key)
    {
        if (--_byClient[key] == 0)
            _byClient.Remove(key);
    }
}

/// <summary>Whether there was a place for a stream.</summary>
internal enum StreamEntry
{
    Entered,
    ClientFull,
    ProcessFull,
}
