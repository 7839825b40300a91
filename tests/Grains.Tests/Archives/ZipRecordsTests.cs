using System.IO.Compression;
using CsCheck;
using Downstream.Grains.Archives;
using Downstream.Grains.Tests.Storage;
using Downstream.Testing;

namespace Downstream.Grains.Tests.Archives;

public sealed class ZipRecordsTests
{
    private const long FourGibibytes = 1L << 32;

    /// <summary>Sizes around the ones that need ZIP64, and ordinary ones.</summary>
    private static readonly Gen<long> Sizes = Gen.OneOf(Gen.Long[0, 100_000], Gen.Long[FourGibibytes - 2, FourGibibytes + 1], Gen.Long[0, 1L << 42]);

    [Fact]
    public void The_length_is_that_of_all_records_and_contents() => Sizes.Array[0, 20].Sample(sizes =>
    {
        long position = 0;
        var entries = new List<ZipEntry>();
        foreach (var (index, size) in sizes.Index())
        {
            var entry = new ZipEntry($"{index}.zip", size, 0, position);
            entries.Add(entry);
            position += ZipRecords.LocalHeader(entry).Length + size;
        }

        return position + ZipRecords.Directory(entries, position).Length == ZipRecords.LengthOf(entries.Select(e => (e.Name, e.Size)));
    });

    [Fact]
    public async Task Entries_beyond_four_gibibytes_are_found_again()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "large.zip");
        var large = new ZipEntry("large.bin", FourGibibytes + 5, 0, Offset: 0);
        var header = ZipRecords.LocalHeader(large);
        var small = new ZipEntry("small.bin", 3, 0x55BC801D, Offset: header.Length + large.Size);
        await using (var file = File.Create(path))
        {
            // The content in between is a hole: it takes no place on the disk.
            file.Write(header);
            file.Seek(large.Size, SeekOrigin.Current);
            file.Write(ZipRecords.LocalHeader(small));
            file.Write([1, 2, 3]);
            file.Write(ZipRecords.Directory([large, small], file.Position));
            Assert.Equal(ZipRecords.LengthOf([(large.Name, large.Size), (small.Name, small.Size)]), file.Length);
        }

        await using var zip = await ZipFile.OpenReadAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal([large.Size, small.Size], zip.Entries.Select(e => e.Length));
        await using var content = await zip.Entries[1].OpenAsync(TestContext.Current.CancellationToken);
        var bytes = new byte[3];
        await content.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3], bytes);
        await Unzip.TestAsync(path, TestContext.Current.CancellationToken, "small.bin");
    }
}
