using System.IO.Compression;
using Downstream.Grains.Origins;
using Downstream.Grains.Origins.Simulated;
using Downstream.Grains.Tests.Storage;
using Downstream.Testing;

namespace Downstream.Grains.Tests.Origins;

public sealed class SimulatedOriginTests : SendingOriginSuite
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(7, true)]
    [InlineData(-7, true)]
    [InlineData(8, false)]
    [InlineData(int.MaxValue, false)]
    public async Task Every_seventh_file_exists(int fileId, bool exists) =>
        Assert.Equal(exists, await Origin.FindAsync(fileId, Cancellation) is not null);

    [Theory]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(100_000)]
    [InlineData(4 * 1024 * 1024)]
    public async Task A_file_is_a_ZIP_within_its_bounds(int maxBytes)
    {
        var origin = new SimulatedOrigin(new OriginOptions { SimulatedFileMaxBytes = maxBytes });
        for (var fileId = 70_000; fileId < 70_140; fileId += 7)
        {
            var bytes = await CopyAsync(origin, fileId);

            Assert.InRange(bytes.Length, 1024, maxBytes);
            await using var zip = new ZipArchive(new MemoryStream(bytes));
            var entry = Assert.Single(zip.Entries);
            await using var content = await entry.OpenAsync(Cancellation);
            using var copy = new MemoryStream();
            await content.CopyToAsync(copy, Cancellation);
            Assert.Equal(entry.Length, copy.Length);
        }
    }

    [Fact]
    public async Task Unzip_finds_nothing_wrong_with_a_file()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "file.zip");
        await File.WriteAllBytesAsync(path, await CopyAsync(Origin, Existing), Cancellation);

        await Unzip.TestAsync(path, Cancellation);
    }

    [Fact]
    public async Task The_same_id_gives_the_same_bytes_and_another_id_others()
    {
        var bytes = await CopyAsync(Origin, Existing);

        Assert.Equal(bytes, await CopyAsync(new SimulatedOrigin(new OriginOptions()), Existing));
        Assert.NotEqual(bytes, await CopyAsync(Origin, Existing + 7));
    }

    [Fact]
    public async Task Sizes_vary()
    {
        var sizes = new HashSet<long?>();
        for (var fileId = 0; fileId < 700; fileId += 7)
            sizes.Add((await Origin.FindAsync(fileId, Cancellation))!.Size);

        Assert.True(sizes.Count > 90, $"{sizes.Count} sizes of 100 files");
    }

    internal override Task<IOrigin> CreateAsync() => Task.FromResult<IOrigin>(new SimulatedOrigin(new OriginOptions()));

    private static async Task<byte[]> CopyAsync(IOrigin origin, int fileId)
    {
        var sink = new Sink();
        await origin.CopyToAsync(fileId, kept: null, sink.OpenAsync, Cancellation);
        return sink.Bytes;
    }
}
