using System.Text;

namespace Downstream.EndToEnd.Tests.Telemetry;

/// <summary>A protobuf message, read by field number: as much as it takes to look into OTLP.</summary>
internal readonly struct ProtobufMessage(ReadOnlyMemory<byte> bytes)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    /// <summary>The message as it was sent.</summary>
    public ReadOnlyMemory<byte> Raw => bytes;

    /// <summary>Every value of a field that holds messages.</summary>
    public IEnumerable<ProtobufMessage> Messages(int field) => Values(field).Select(value => new ProtobufMessage(value));

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).Span);

    /// <summary>A field of bytes as lower-case hexadecimal.</summary>
    public string Hex(int field) => Convert.ToHexStringLower(Bytes(field).Span);

    private ReadOnlyMemory<byte> Bytes(int field) => Values(field).LastOrDefault();

    private List<ReadOnlyMemory<byte>> Values(int field)
    {
        var values = new List<ReadOnlyMemory<byte>>();
        var rest = bytes;
        while (rest.Length > 0)
        {
            var tag = ReadVarint(ref rest);
            var length = (tag & 7) switch
            {
                Varint => VarintLength(rest.Span),
                Fixed64 => 8,
                LengthDelimited => (int)ReadVarint(ref rest),
                Fixed32 => 4,
                _ => throw new InvalidDataException($"Wire type {tag & 7} is not protobuf."),
            };
            if ((int)(tag >> 3) == field && (tag & 7) == LengthDelimited)
                values.Add(rest[..length]);

            rest = rest[length..];
        }

        return values;
    }

    private static ulong ReadVarint(ref ReadOnlyMemory<byte> rest)
    {
        var length = VarintLength(rest.Span);
        var value = 0UL;
        for (var i = length - 1; i >= 0; i--)
            value = (value << 7) | (rest.Span[i] & 0x7FUL);

        rest = rest[length..];
        return value;
    }

    private static int VarintLength(ReadOnlySpan<byte> span)
    {
        var last = span.IndexOfAnyInRange((byte)0, (byte)0x7F);
        return last >= 0 ? last + 1 : throw new InvalidDataException("A number does not end.");
    }
}
