using System.Net;
using System.Net.Sockets;
using Downstream.Grains.Abstractions.Callers;

namespace Downstream.Gateway.Callers;

/// <summary>The network address that a request is counted under.</summary>
internal static class RemoteAddress
{
    private const int NetworkBytes = 8;
    private const int SiteBytes = 6;

    /// <summary>An IPv4 address, or the /64 that an IPv6 host owns: it can take any address in there.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();

        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"{Masked(address, NetworkBytes)}/64" : address.ToString();
    }

    /// <summary>The /48 that an IPv6 site owns, with its 65,536 networks; null for other addresses.</summary>
    public static string? SiteOf(IPAddress? address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } ? Masked(address, SiteBytes) + AddressKeys.SiteSuffix : null;

    private static IPAddress Masked(IPAddress address, int bytes)
    {
        var masked = address.GetAddressBytes();
        masked.AsSpan(bytes).Clear();
        return new IPAddress(masked);
    }
}
