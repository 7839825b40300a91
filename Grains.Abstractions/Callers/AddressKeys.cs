namespace Downstream.Grains.Abstractions.Callers;

/// <summary>Keys of <see cref="IAddressGrain"/>: an address, a network or a site.</summary>
public static class AddressKeys
{
    /// <summary>How the key of an IPv6 site ends.</summary>
    public const string SiteSuffix = "/48";

    /// <summary>How many of its 65,536 networks may use up at once what an address may have.</summary>
    public const int NetworksPerSite = 16;
}
