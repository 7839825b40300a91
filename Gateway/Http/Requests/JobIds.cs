using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Downstream.Gateway.Http.Problems;

namespace Downstream.Gateway.Http.Requests;

/// <summary>Names jobs, and reads their names.</summary>
internal static class JobIds
{
    /// <summary>The namespace of names made from idempotency keys. Changing it forgets every key in use.</summary>
    private static readonly Guid Namespace = new("7f1c9a52-3f0e-5d8b-9c41-6b2a0d94e1c7");

    public static Guid New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow());

    /// <summary>
    /// The job that a caller's idempotency key stands for: a version 5 UUID (RFC 9562), so that requests that race on
    /// different gateways name one grain; over an HMAC, since knowing a job's id is enough to read and cancel it, and keys
    /// can be guessed. A caller's name has no line break, so no two pairs read the same.
    /// </summary>
    public static Guid FromKey(ReadOnlySpan<byte> secret, string caller, string key) =>
        Version5(Namespace, Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{caller}\n{key}"))));

    /// <summary>What makes two requests the same: the endpoint and the ids in their order.</summary>
    public static string Fingerprint(string kind, IEnumerable<int> fileIds)
    {
        var text = $"{kind}\n{string.Join(',', fileIds.Select(id => id.ToString(CultureInfo.InvariantCulture)))}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>An id in a path: the hyphenated form only, in either case.</summary>
    public static Parsed<Guid> ParsePath(string text)
    {
        // Guid itself also takes white space, signs and 0x prefixes.
        var isHyphenated = text.Length == 36;
        for (var i = 0; isHyphenated && i < text.Length; i++)
            isHyphenated = i is 8 or 13 or 18 or 23 ? text[i] == '-' : char.IsAsciiHexDigit(text[i]);

        return isHyphenated ? Guid.ParseExact(text, "D") : Problem.Invalid("jobId", "must be a UUID");
    }

    internal static Guid Version5(Guid space, string name)
    {
        var text = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        space.TryWriteBytes(text, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, text.AsSpan(16));

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(text, hash);
        var id = hash[..16];
        id[6] = (byte)((id[6] & 0x0F) | 0x50);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
