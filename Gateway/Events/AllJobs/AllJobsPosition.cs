using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Downstream.Gateway.Events.AllJobs;

/// <summary>
/// Where a stream of all the caller's jobs is: everything is known of the jobs up to the watermark, except of those
/// listed, of which the events up to an id are.
/// </summary>
/// <remarks>
/// As an event id: <c>a1.</c> and base64url of 4 bytes that stand for the caller, then as variable-length integers
/// the watermark, the number of jobs and for each the distance to the ordinal before it and the id.
/// </remarks>
internal sealed record AllJobsPosition(long Watermark, IReadOnlyList<JobPlace> Jobs)
{
    /// <summary>How many jobs a position lists at most.</summary>
    public const int MaxJobs = 512;

    private const string Prefix = "a1.";
    private const int MaxLength = 8192;
    private const int CallerLength = 4;
    private const int MaxIntegerLength = 8;
    private const long MaxInteger = 1L << 53;

    public static byte[] Mark(string caller) => SHA256.HashData(Encoding.UTF8.GetBytes(caller))[..CallerLength];

    public static string Write(ReadOnlySpan<byte> mark, long watermark, IReadOnlyCollection<JobPlace> jobs)
    {
        var bytes = new byte[CallerLength + ((2 + (2 * jobs.Count)) * MaxIntegerLength)];
        mark.CopyTo(bytes);
        var length = CallerLength;
        Add(bytes, ref length, watermark);
        Add(bytes, ref length, jobs.Count);
        var ordinal = 0L;
        foreach (var job in jobs)
        {
            Add(bytes, ref length, job.Ordinal - ordinal);
            Add(bytes, ref length, job.LastId);
            ordinal = job.Ordinal;
        }

        return Prefix + Base64Url.EncodeToString(bytes.AsSpan(0, length));
    }

    /// <summary>Reads an id that <see cref="Write"/> made for the same caller; null for everything else.</summary>
    public static AllJobsPosition? Parse(string? text, ReadOnlySpan<byte> mark)
    {
        if (text is not { Length: <= MaxLength } || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return null;

        var digits = text.AsSpan(Prefix.Length);
        var bytes = new byte[Base64Url.GetMaxDecodedLength(digits.Length)];
        if (Base64Url.DecodeFromChars(digits, bytes, out _, out var length) != OperationStatus.Done)
            return null;

        ReadOnlySpan<byte> rest = bytes.AsSpan(0, length);
        if (!rest.StartsWith(mark))
            return null;

        rest = rest[mark.Length..];
        if (!TryTake(ref rest, out var watermark) || !TryTake(ref rest, out var count) || count > MaxJobs)
            return null;

        var jobs = new List<JobPlace>((int)count);
        var ordinal = 0L;
        for (var i = 0; i < count; i++)
        {
            if (!TryTake(ref rest, out var distance) || !TryTake(ref rest, out var lastId) || distance == 0)
                return null;

            ordinal += distance;
            if (ordinal > watermark)
                return null;

            jobs.Add(new JobPlace(ordinal, lastId));
        }

        return rest.IsEmpty ? new AllJobsPosition(watermark, jobs) : null;
    }

    private static void Add(Span<byte> bytes, ref int length, long value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes[length++] = (byte)(value | 0x80);

        bytes[length++] = (byte)value;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> bytes, out long value)
    {
        value = 0;
        for (var i = 0; i < MaxIntegerLength && i < bytes.Length; i++)
        {
            value |= (long)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] >= 0x80)
                continue;

            bytes = bytes[(i + 1)..];
            return value <= MaxInteger;
        }

        return false;
    }
}

/// <summary>How far a stream is in one of the caller's jobs.</summary>
/// <param name="Ordinal">The job's ordinal in its caller's list.</param>
/// <param name="LastId">The id up to which its events are known; 0 for none.</param>
internal readonly record struct JobPlace(long Ordinal, long LastId);
