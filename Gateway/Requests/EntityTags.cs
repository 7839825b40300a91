using System.Globalization;
using Downstream.Grains.Abstractions.Jobs;
using Microsoft.Net.Http.Headers;

namespace Downstream.Gateway.Requests;

/// <summary>
/// Weak entity tags of a job (RFC 9110), made of its version and, while it has a link, of the stretch of time that the
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

    /// <summary>Whether <c>If-None-Match</c> says that the client has the job as it is. A malformed header says nothing.</summary>
    public static bool IsKnown(HttpRequest request, JobView job, DateTimeOffset now)
    {
        var header = request.Headers.IfNoneMatch;
        if (header.Count == 0 || !EntityTagHeaderValue.TryParseList(header, out var tags))
            return false;

        var current = EntityTagHeaderValue.Parse(Of(job, now));
        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: false));
    }
}
