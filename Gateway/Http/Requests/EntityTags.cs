using System.Globalization;
using Downstream.Grains.Abstractions.Jobs;
using Microsoft.Net.Http.Headers;

namespace Downstream.Gateway.Http.Requests;

/// <summary>
/// Entity tags (RFC 9110). A job's is weak, made of its version and, while it has a link, of the stretch of time that the
/// link was signed in: a client that is told that nothing changed holds a link with more than half of its life left.
/// </summary>
internal static class EntityTags
{
    /// <summary>Shorter than half a link's life, for clocks of silos that are not this gateway's.</summary>
    private const double StretchOfLife = 0.4;

    public static string Of(JobView job, DateTimeOffset now)
    {
        var stretch = job.DownloadUrlLifetime * StretchOfLife;
        return job.DownloadUrl is null || stretch <= TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"W/\"{job.Version}\"")
            : string.Create(CultureInfo.InvariantCulture, $"W/\"{job.Version}-{now.UtcTicks / stretch.Ticks}\"");
    }

    /// <summary>Whether <c>If-None-Match</c> says that the client has the job as it is.</summary>
    public static bool IsKnown(HttpRequest request, JobView job, DateTimeOffset now) => IsKnown(request, Of(job, now));

    /// <summary>
    /// Whether <c>If-None-Match</c> names the tag of what would be answered, alone or among others; proxies that compress answers
    /// weaken tags on the way. A malformed header says nothing.
    /// </summary>
    public static bool IsKnown(HttpRequest request, string tag)
    {
        var header = request.Headers.IfNoneMatch;
        if (header.Count == 0 || !EntityTagHeaderValue.TryParseList(header, out var tags))
            return false;

        var current = EntityTagHeaderValue.Parse(tag);
        return tags.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(current, useStrongComparison: false));
    }
}
