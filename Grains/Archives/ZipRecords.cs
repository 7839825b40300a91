using System.Buffers.Binary;
using System.Text;

namespace Downstream.Grains.Archives;

/// <summary>An entry of a ZIP that is stored as it is.</summary>
/// <param name="Name">Its name, in ASCII.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Crc32">The checksum of its bytes.</param>
/// <param name="Offset">Where its local header begins.</param>
internal readonly record struct ZipEntry(string Name, long Size, uint Crc32, long Offset);

/// <summary>
/// The records of a ZIP (PKWARE's APPNOTE 6.3, with ZIP64 where a number needs it). Sizes and checksum stand in front of
/// the bytes, not behind them: only so can a reader that cannot seek take an entry that is stored as it is. Every moment
/// is the first that a ZIP can name, so the same files give the same bytes.
/// </summary>
internal static class ZipRecords
{
    private const int LocalHeaderSize = 30;
    private const int CentralHeaderSize = 46;
    private const int EndSize = 22;
    private const int Zip64EndSize = 56;
    private const int Zip64LocatorSize = 20;
    private const int ExtraHeaderSize = 4;
    private const ushort Zip64Extra = 0x0001;
    private const ushort Version = 20;
    private const ushort Zip64Version = 45;
    private const ushort FirstOfJanuary1980 = (1 << 5) | 1;

    /// <summary>What a field says whose number stands in its ZIP64 counterpart.</summary>
    private const uint Elsewhere = uint.MaxValue;

    /// <summary>The length of a ZIP with these entries, in this order, to the byte.</summary>
    public static long LengthOf(IEnumerable<(string Name, long Size)> entries)
    {
        long offset = 0;
        long directory = 0;
        var count = 0;
        foreach (var (name, size) in entries)
        {
            directory += CentralHeaderSize + name.Length + CentralExtraSize(size, offset);
            offset += LocalHeaderSize + name.Length + LocalExtraSize(size) + size;
            count++;
        }

        return offset + directory + EndSize + (NeedsZip64End(count, directory, offset) ? Zip64EndSize + Zip64LocatorSize : 0);
    }

    /// <summary>What stands in front of an entry's bytes.</summary>
    public static byte[] LocalHeader(ZipEntry entry)
    {
        var extra = LocalExtraSize(entry.Size);
        var record = new Record(LocalHeaderSize + entry.Name.Length + extra);
        record.Write32(0x04034B50);
        record.Write16(extra > 0 ? Zip64Version : Version);
        WriteCommon(ref record, entry, extra);
        record.WriteName(entry.Name);
        if (extra > 0)
        {
            record.Write16(Zip64Extra);
            record.Write16((ushort)(extra - ExtraHeaderSize));
            record.Write64(entry.Size);
            record.Write64(entry.Size);
        }

        return record.Bytes;
    }

    /// <summary>What stands behind the last entry.</summary>
    /// <param name="entries">All entries, in order.</param>
    /// <param name="offset">Where this record begins.</param>
    public static byte[] Directory(IReadOnlyList<ZipEntry> entries, long offset)
    {
        var size = entries.Sum(e => (long)CentralHeaderSize + e.Name.Length + CentralExtraSize(e.Size, e.Offset));
        var isZip64 = NeedsZip64End(entries.Count, size, offset);
        var record = new Record(checked((int)size) + EndSize + (isZip64 ? Zip64EndSize + Zip64LocatorSize : 0));
        foreach (var entry in entries)
            WriteCentralHeader(ref record, entry);

        if (isZip64)
            WriteZip64End(ref record, entries.Count, size, offset);

        record.Write32(0x06054B50);
        record.Write32(0);
        record.Write16((ushort)Math.Min(entries.Count, ushort.MaxValue));
        record.Write16((ushort)Math.Min(entries.Count, ushort.MaxValue));
        record.Write32(Short(size));
        record.Write32(Short(offset));
        record.Write16(0);
        return record.Bytes;
    }

    private static void WriteCentralHeader(ref Record record, ZipEntry entry)
    {
        var extra = CentralExtraSize(entry.Size, entry.Offset);
        var version = extra > 0 ? Zip64Version : Version;
        record.Write32(0x02014B50);
        record.Write16(version);
        record.Write16(version);
        WriteCommon(ref record, entry, extra);
        record.Write16(0);
        record.Write16(0);
        record.Write16(0);
        record.Write32(0);
        record.Write32(Short(entry.Offset));
        record.WriteName(entry.Name);
        if (extra == 0)
            return;

        record.Write16(Zip64Extra);
        record.Write16((ushort)(extra - ExtraHeaderSize));
        if (entry.Size >= Elsewhere)
        {
            record.Write64(entry.Size);
            record.Write64(entry.Size);
        }

        if (entry.Offset >= Elsewhere)
            record.Write64(entry.Offset);
    }

    /// <summary>What both headers say of an entry: no flags, stored, its date, its checksum, its sizes.</summary>
    private static void WriteCommon(ref Record record, ZipEntry entry, int extraSize)
    {
        record.Write16(0);
        record.Write16(0);
        record.Write16(0);
        record.Write16(FirstOfJanuary1980);
        record.Write32(entry.Crc32);
        record.Write32(Short(entry.Size));
        record.Write32(Short(entry.Size));
        record.Write16((ushort)entry.Name.Length);
        record.Write16((ushort)extraSize);
    }

    private static void WriteZip64End(ref Record record, int count, long size, long offset)
    {
        record.Write32(0x06064B50);
        record.Write64(Zip64EndSize - 12);
        record.Write16(Zip64Version);
        record.Write16(Zip64Version);
        record.Write64(0);
        record.Write64(count);
        record.Write64(count);
        record.Write64(size);
        record.Write64(offset);

        record.Write32(0x07064B50);
        record.Write32(0);
        record.Write64(offset + size);
        record.Write32(1);
    }

    private static int LocalExtraSize(long size) => size >= Elsewhere ? ExtraHeaderSize + 16 : 0;

    private static int CentralExtraSize(long size, long offset)
    {
        var numbers = (size >= Elsewhere ? 16 : 0) + (offset >= Elsewhere ? 8 : 0);
        return numbers > 0 ? ExtraHeaderSize + numbers : 0;
    }

    private static bool NeedsZip64End(int count, long size, long offset) => count >= ushort.MaxValue || size >= Elsewhere || offset >= Elsewhere;

    private static uint Short(long number) => (uint)Math.Min(number, Elsewhere);

    /// <summary>Bytes that are written from front to back, numbers in little endian.</summary>
    private ref struct Record(int length)
    {
        private int _position;

        public byte[] Bytes { get; } = new byte[length];

        public void Write16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Next(2), value);

        public void Write32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Next(4), value);

        public void Write64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Next(8), value);

        public void WriteName(string name) => Encoding.ASCII.GetBytes(name, Next(name.Length));

        private Span<byte> Next(int count)
        {
            var span = Bytes.AsSpan(_position, count);
            _position += count;
            return span;
        }
    }
}
