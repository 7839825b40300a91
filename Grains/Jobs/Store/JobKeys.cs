using System.Globalization;
using StackExchange.Redis;

namespace Downstream.Grains.Jobs.Store;

/// <summary>
/// The keys of jobs, and of the index of those that are unfinished. That is in parts: a job and its part have one hash tag,
/// so that one script may write both wherever the store is itself a cluster.
/// </summary>
internal static class JobKeys
{
    /// <summary>In how many parts the index is: never another number for jobs that are stored already.</summary>
    public const int Parts = 16;

    public static int PartOf(Guid jobId)
    {
        Span<byte> bytes = stackalloc byte[16];
        jobId.TryWriteBytes(bytes);
        return bytes[^1] % Parts;
    }

    public static RedisKey Job(string serviceId, Guid jobId) => $"{serviceId}/jobs/{Tag(PartOf(jobId))}/{jobId:N}";

    public static RedisKey Unfinished(string serviceId, int part) => $"{serviceId}/unfinished/{Tag(part)}";

    private static string Tag(int part) => string.Create(CultureInfo.InvariantCulture, $"{{{part:x}}}");
}
