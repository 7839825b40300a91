using System.Security.Cryptography;
using System.Text;

namespace Downstream.Grains.Origins;

/// <summary>What an origin says of a file.</summary>
/// <param name="Size">Its bytes; null when the origin does not say.</param>
/// <param name="ModifiedAt">When it became what it is; null when the origin does not say.</param>
/// <param name="Tag">What the origin calls this state of it, an entity tag; null when the origin does not say.</param>
/// <param name="ResumeBy">With which a part of this very state can be asked for; null when there is nothing to trust.</param>
public sealed record OriginFile(long? Size, DateTimeOffset? ModifiedAt = null, string? Tag = null, string? ResumeBy = null)
{
    /// <summary>
    /// The tag as a word that any store keeps. A weak one, which may stay while bytes change, only where nothing else
    /// tells that they did. Null without any.
    /// </summary>
    public string? Version => Tag switch
    {
        null => null,
        _ when !IsWeak(Tag) => $"strong-{Hash(Tag)}",
        _ when ModifiedAt is null => $"weak-{Hash(Tag)}",
        _ => null,
    };

    /// <summary>Whether the tag stands for bytes; servers leave out its quotes, and write the W small.</summary>
    internal static bool IsWeak(string tag) => tag.StartsWith("W/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is another file than the one that was stored with <paramref name="version"/>; null when that cannot be told by it.</summary>
    internal bool? DiffersFrom(string? version) =>
        Version is { } mine && version is not null && mine[0] == version[0] ? mine != version : null;

    private static string Hash(string tag) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tag)));
}
