using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Downstream.Grains.Origins;

/// <summary>
/// A ZIP of an exact size with one stored entry: a block of noise that repeats. It is written by hand because its
/// length must be known beforehand and no byte of it may come from a clock.
/// </summary>
internal sealed class SimulatedZip
{
    private const int BlockSize = 64 * 1024;
    private const int LocalHeaderSize = 30;
    private const int CentralHeaderSize = 46;
    private const int EndSize = 22;
    private const ushort Version = 20;
    private const ushort FirstOfJanuary1980 = (1 << 5) | 1;

    private readonly byte[] _name;
    private readonly byte[] _block = new byte[BlockSize];
    private readonly int _contentSize;

    public SimulatedZip(int fileId, int size)
    {
        _name = Encoding.ASCII.GetBytes($"{fileId}.bin");
        _contentSize = size - LocalHeaderSize - CentralHeaderSize - EndSize - (2 * _name.Length);

        var state = (ulong)fileId;
        foreach (ref var word in MemoryMarshal.Cast<byte, ulong>(_block.AsSpan()))
            word = Mix(++state << 32 | (uint)fileId);
    }

    /// <summary>Scatters a number over 64 bits, the same way everywhere.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    public async Task WriteAsync(Stream destination, CancellationToken cancellationToken)
    {
        var crc = ContentCrc();
        await destination.WriteAsync(LocalHeader(crc), cancellationToken);
        for (var left = _contentSize; left > 0; left -= BlockSize)
            await destination.WriteAsync(_block.AsMemory(0, Math.Min(left, BlockSize)), cancellationToken);

        await destination.WriteAsync(Directory(crc), cancellationToken);
    }

    private uint ContentCrc()
    {
        var crc = new Crc32();
        for (var left = _contentSize; left > 0; left -= BlockSize)
            crc.Append(_block.AsSpan(0, Math.Min(left, BlockSize)));

        return crc.GetCurrentHashAsUInt32();
    }

    private byte[] LocalHeader(uint crc)
    {
        var header = new byte[LocalHeaderSize + _name.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x04034B50);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), Version);
        WriteEntry(header.AsSpan(6), crc);
        _name.CopyTo(header, LocalHeaderSize);
        return header;
    }

    private byte[] Directory(uint crc)
    {
        var directorySize = CentralHeaderSize + _name.Length;
        var directory = new byte[directorySize + EndSize];
        BinaryPrimitives.WriteUInt32LittleEndian(directory, 0x02014B50);
        BinaryPrimitives.WriteUInt16LittleEndian(directory.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(directory.AsSpan(6), Version);
        WriteEntry(directory.AsSpan(8), crc);
        _name.CopyTo(directory, CentralHeaderSize);

        var end = directory.AsSpan(directorySize);
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], (uint)directorySize);
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], (uint)(LocalHeaderSize + _name.Length + _contentSize));
        return directory;
    }

    /// <summary>What both headers say of the entry: no flags, stored, its date, its checksum, and its sizes.</summary>
    private void WriteEntry(Span<byte> fields, uint crc)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(fields[6..], FirstOfJanuary1980);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[8..], crc);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[12..], (uint)_contentSize);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[16..], (uint)_contentSize);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[20..], (ushort)_name.Length);
    }
}
