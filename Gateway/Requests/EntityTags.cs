using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Downstream.Gateway.Requests;

/// <summary>Weak entity tags made of a version (RFC 9110).</summary>
internal static class EntityTags
{
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"");

    /// <summary>Whether <c>If-None-Match</c> says that the client has this version. A malformed header says nothing.</summary>
    public static bool IsKnown(HttpRequest request, long version)
    {
        var header = request.Headers.IfNoneMatch;
        if (header.Count == 0 || !EntityTagHeaderValue.TryParseList(header, out var tags))
            return false;

        var current = EntityTagHeaderValue.Parse(Of(version));
        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: false));
    }
}
