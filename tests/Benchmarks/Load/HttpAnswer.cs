using System.Buffers.Text;
using System.Globalization;

namespace Downstream.Benchmarks.Load;

/// <summary>As much of HTTP/1.1 as is needed to see where an answer of Kestrel's ends.</summary>
internal static class HttpAnswer
{
    private const int StatusAt = 9;

    /// <summary>The length of the answer at the start of the bytes; 0 while it is not whole.</summary>
    public static int Measure(ReadOnlySpan<byte> bytes, out int status)
    {
        status = 0;
        var head = bytes.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return 0;

        if (!Utf8Parser.TryParse(bytes.Slice(StatusAt, 3), out status, out _))
            throw new InvalidDataException("An answer has no status.");

        var headers = bytes[..(head + 2)];
        var body = head + 4;
        if (headers.IndexOf("\r\nTransfer-Encoding: chunked"u8) >= 0)
            return MeasureChunks(bytes, body);

        var field = "\r\nContent-Length: "u8;
        var at = headers.IndexOf(field);
        if (at < 0)
            return body;

        return Utf8Parser.TryParse(headers[(at + field.Length)..], out int length, out _) && body + length <= bytes.Length ? body + length : 0;
    }

    private static int MeasureChunks(ReadOnlySpan<byte> bytes, int position)
    {
        while (bytes[position..].IndexOf("\r\n"u8) is > 0 and var digits)
        {
            if (!int.TryParse(bytes.Slice(position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size))
                throw new InvalidDataException("A chunk's size is no number.");

            position += digits + 2 + size + 2;
            if (position > bytes.Length)
                return 0;
            if (size == 0)
                return position;
        }

        return 0;
    }
}
