using Downstream.Grains.Abstractions.Callers;

namespace Downstream.Gateway.Callers;

/// <summary>The places for connections or streams: so many in the process, and of those so many for one address, and for one IPv6 site.</summary>
internal sealed class Places(int places, int placesPerAddress)
{
    private readonly Lock _lock = new();

    // Only addresses and sites that have one are in here.
    private readonly Dictionary<string, int> _byAddress = [];
    private int _taken;

    public int Addresses
    {
        get
        {
            lock (_lock)
                return _byAddress.Count;
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
    /// <param name="address">Whose place it is.</param>
    /// <param name="site">The IPv6 site that this is in, which has the places of sixteen; null for none.</param>
    public PlaceEntry TryEnter(string address, string? site = null)
    {
        lock (_lock)
        {
            var ofAddress = _byAddress.GetValueOrDefault(address);
            var ofSite = site is null ? 0 : _byAddress.GetValueOrDefault(site);
            if (ofAddress >= placesPerAddress || ofSite >= (long)placesPerAddress * AddressKeys.NetworksPerSite)
                return PlaceEntry.AddressFull;
            if (_taken >= places)
                return PlaceEntry.ProcessFull;

            _byAddress[address] = ofAddress + 1;
            if (site is not null)
                _byAddress[site] = ofSite + 1;

            _taken++;
            return PlaceEntry.Entered;
        }
    }

    public void Leave(string address, string? site = null)
    {
        lock (_lock)
        {
            _taken--;
            LeaveAs(address);
            if (site is not null)
                LeaveAs(site);
        }
    }

    private void LeaveAs(string key)
    {
        if (--_byAddress[key] == 0)
            _byAddress.Remove(key);
    }
}

/// <summary>Whether there was a place.</summary>
internal enum PlaceEntry
{
    Entered,
    AddressFull,
    ProcessFull,
}
