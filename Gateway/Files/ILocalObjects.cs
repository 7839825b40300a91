using System.Diagnostics.CodeAnalysis;

namespace Downstream.Gateway.Files;

/// <summary>Objects on this machine's disk, for which signed links lead to the gateway. Not there with a store of its own.</summary>
internal interface ILocalObjects
{
    /// <summary>Whether a link was signed here and has not expired, and what the client is to call the object.</summary>
    bool TryValidate(string key, string? expires, string? name, string? signature, DateTimeOffset now, [NotNullWhen(true)] out string? fileName);

    /// <summary>Where the object lies; null when there is none under this key.</summary>
    string? Locate(string key);
}
