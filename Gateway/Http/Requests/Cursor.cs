using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Downstream.Gateway.Http.Problems;

namespace Downstream.Gateway.Http.Requests;

/// <summary>
/// Where a list goes on, opaque to clients: the position, and a check that it was made for this list with this filter.
/// The check guards against mistakes, not against forgery: any position is one that the caller may read.
/// </summary>
internal static class Cursor
{
    public const string Parameter = "cursor";

    private const int CheckLength = 4;
    private const int Length = sizeof(long) + CheckLength;

    public static string Write(string list, long position)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, position);
        Check(list, position, bytes[sizeof(long)..]);
        return Base64Url.EncodeToString(bytes);
    }

    public static Parsed<long?> Parse(string list, string? text)
    {
        if (text is null)
            return default(long?);

        Span<byte> bytes = stackalloc byte[Length];
        Span<byte> check = stackalloc byte[CheckLength];

        // Not TryDecodeFromChars, which throws on a character outside its alphabet.
        if (text.Length == Base64Url.GetEncodedLength(Length)
            && Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done
            && written == Length)
        {
            var position = BinaryPrimitives.ReadInt64BigEndian(bytes);
            Check(list, position, check);
            if (position >= 0 && check.SequenceEqual(bytes[sizeof(long)..]))
                return (long?)position;
        }

        return Problem.Invalid(Parameter, "is not a cursor of this list");
    }

    private static void Check(string list, long position, Span<byte> check) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{position} {list}")).AsSpan(0, check.Length).CopyTo(check);
}
