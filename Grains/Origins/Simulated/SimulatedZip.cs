using System.IO.Hashing;
using System.Runtime.InteropServices;
using Downstream.Grains.Archives;

namespace Downstream.Grains.Origins.Simulated;

/// <summary>
/// A ZIP of an exact size with one stored entry: a block of noise that repeats.
/// </summary>
internal sealed class SimulatedZip
{
    private const int BlockSize = 64 * 1024;

    private readonly string _name;
    private readonly byte[] _block;
    private readonly int _contentSize;

    public SimulatedZip(int fileId, int size)
    {
        _name = $"{fileId}.bin";
        _contentSize = size - (int)ZipRecords.LengthOf([(_name, 0)]);

        // Whole words, and no more of them than the content has.
        _block = new byte[Math.Min(BlockSize, (_contentSize + sizeof(ulong) - 1) / sizeof(ulong) * sizeof(ulong))];
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
        var entry = new ZipEntry(_name, _contentSize, ContentCrc(), Offset: 0);
        var header = ZipRecords.LocalHeader(entry);
        await destination.WriteAsync(header, cancellationToken);
        for (var left = _contentSize; left > 0; left -= BlockSize)
            await destination.WriteAsync(_block.AsMemory(0, Math.Min(left, BlockSize)), cancellationToken);

        await destination.WriteAsync(ZipRecords.Directory([entry], header.Length + _contentSize), cancellationToken);
    }

    private uint ContentCrc()
    {
        var crc = new Crc32();
        for (var left = _contentSize; left > 0; left -= BlockSize)
            crc.Append(_block.AsSpan(0, Math.Min(left, BlockSize)));

        return crc.GetCurrentHashAsUInt32();
    }
}
