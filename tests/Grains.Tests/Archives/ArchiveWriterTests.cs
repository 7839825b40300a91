using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using Downstream.Grains.Archives;
using Downstream.Grains.Storage;
using Downstream.Grains.Storage.Disk;
using Downstream.Grains.Tests.Files;
using Downstream.Grains.Tests.Storage;
using Downstream.Testing;

namespace Downstream.Grains.Tests.Archives;

public sealed class ArchiveWriterTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly Guid JobId = new("01900000-0000-7000-8000-000000000001");

    private static readonly ArchiveSource Seven = new(7, 3, null);

    private readonly TemporaryFolder _folder = new();
    private readonly FileSystemObjectStore _store;

    public ArchiveWriterTests() => _store = new FileSystemObjectStore(_folder.Path, new SignedLinks(new byte[32]), TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_archive_holds_every_file_as_it_is()
    {
        var first = RandomNumberGenerator.GetBytes(3_000_000);
        await StoreAsync(14, first);
        await StoreAsync(7, [1, 2, 3]);
        await StoreAsync(21, []);

        var size = await new ArchiveWriter(_store).WriteAsync(JobId, [new(14, first.Length, null), new(7, 3, null), new(21, 0, null)], Cancellation);

        var path = _store.Locate("archives/01900000-0000-7000-8000-000000000001.zip")!;
        Assert.Equal(new FileInfo(path).Length, size);
        await using var zip = await ZipFile.OpenReadAsync(path, Cancellation);
        Assert.Equal(["14.zip", "7.zip", "21.zip"], zip.Entries.Select(e => e.FullName));
        Assert.Equal(first, await ReadAsync(zip.Entries[0]));
        Assert.Equal([1, 2, 3], await ReadAsync(zip.Entries[1]));
        Assert.All(zip.Entries, entry => Assert.Equal(entry.Length, entry.CompressedLength));
        await Unzip.TestAsync(path, Cancellation);
    }

    [Fact]
    public async Task A_reader_that_cannot_seek_finds_all_it_needs_in_front_of_every_entry()
    {
        await StoreAsync(7, [1, 2, 3]);
        await StoreAsync(14, RandomNumberGenerator.GetBytes(100_000));

        await new ArchiveWriter(_store).WriteAsync(JobId, [Seven, new(14, 100_000, null)], Cancellation);

        var archive = await File.ReadAllBytesAsync(_store.Locate($"archives/{JobId}.zip")!, Cancellation);
        var position = 0;
        for (var entry = 0; entry < 2; entry++)
        {
            var header = archive.AsSpan(position);
            Assert.Equal(0x04034B50u, BinaryPrimitives.ReadUInt32LittleEndian(header));
            Assert.Equal(0, BinaryPrimitives.ReadUInt16LittleEndian(header[6..]));
            var size = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[22..]);
            var content = header.Slice(30 + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]), size);
            Assert.Equal(Crc32.HashToUInt32(content), BinaryPrimitives.ReadUInt32LittleEndian(header[14..]));
            position += 30 + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + size;
        }

        Assert.Equal(0x02014B50u, BinaryPrimitives.ReadUInt32LittleEndian(archive.AsSpan(position)));
    }

    [Fact]
    public async Task The_store_is_told_the_length_before_the_first_byte()
    {
        var store = new MemoryObjectStore { Objects = { ["downloads/7.zip"] = [1, 2, 3] } };

        var size = await new ArchiveWriter(store).WriteAsync(JobId, [Seven], Cancellation);

        Assert.Equal(size, store.AnnouncedLength);
    }

    [Fact]
    public async Task A_file_whose_checksum_is_known_is_read_once()
    {
        var reads = 0;
        var store = new MemoryObjectStore { Objects = { ["downloads/7.zip"] = [1, 2, 3] } };
        store.Before = operation => reads += operation == "read" ? 1 : 0;

        await new ArchiveWriter(store).WriteAsync(JobId, [Seven with { Crc32 = Crc32.HashToUInt32([1, 2, 3]) }], Cancellation);

        Assert.Equal(1, reads);
    }

    [Theory]
    [InlineData(3, 0x12345678u)]
    [InlineData(2, null)]
    [InlineData(4, null)]
    public async Task A_file_that_was_prepared_anew_since_is_packed_as_it_is_now(long toldSize, uint? toldCrc)
    {
        await StoreAsync(7, [1, 2, 3]);

        await new ArchiveWriter(_store).WriteAsync(JobId, [new(7, toldSize, toldCrc)], Cancellation);

        var path = _store.Locate($"archives/{JobId}.zip")!;
        await using var zip = await ZipFile.OpenReadAsync(path, Cancellation);
        Assert.Equal([1, 2, 3], await ReadAsync(Assert.Single(zip.Entries)));
        await Unzip.TestAsync(path, Cancellation);
    }

    [Fact]
    public async Task The_same_files_give_the_same_archive()
    {
        await StoreAsync(7, [1, 2, 3]);
        var writer = new ArchiveWriter(_store);
        var path = Path.Combine(_folder.Path, "files", "archives", $"{JobId}.zip");

        await writer.WriteAsync(JobId, [Seven], Cancellation);
        var once = await File.ReadAllBytesAsync(path, Cancellation);
        await writer.WriteAsync(JobId, [Seven], Cancellation);

        Assert.Equal(once, await File.ReadAllBytesAsync(path, Cancellation));
    }

    [Fact]
    public async Task A_missing_file_leaves_no_archive()
    {
        await StoreAsync(7, [1, 2, 3]);

        var failure = await Assert.ThrowsAsync<ArchiveSourceMissingException>(
            () => new ArchiveWriter(_store).WriteAsync(JobId, [Seven, new(14, 3, null)], Cancellation));

        Assert.Equal(14, failure.FileId);
        Assert.Null(await _store.FindAsync($"archives/{JobId}.zip", Cancellation));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.Path, "files", ".uploads")));
    }

    [Fact]
    public async Task A_store_that_goes_away_at_the_end_is_reported_and_the_upload_aborted()
    {
        var store = new MemoryObjectStore { Objects = { ["downloads/7.zip"] = [1, 2, 3] } };
        store.Before = operation =>
        {
            if (operation == "complete")
                MemoryObjectStore.Away(operation);
        };

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => new ArchiveWriter(store).WriteAsync(JobId, [Seven], Cancellation));

        Assert.Equal(1, store.Aborted);
    }

    [Fact]
    public async Task A_cancelled_archive_leaves_nothing()
    {
        await StoreAsync(7, [1, 2, 3]);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ArchiveWriter(_store).WriteAsync(JobId, [Seven], source.Token));

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.Path, "files", ".uploads")));
    }

    [Fact]
    public async Task Four_archives_are_written_at_once_and_the_others_wait_their_turn()
    {
        var (begun, reading, read) = (0, new SemaphoreSlim(0), new TaskCompletionSource());
        var store = new MemoryObjectStore { Objects = { ["downloads/7.zip"] = [1, 2, 3] }, Reads = read.Task };
        store.Before = operation =>
        {
            if (operation == "begin")
                Interlocked.Increment(ref begun);
            else if (operation == "read")
                reading.Release();
        };
        using var writer = new ArchiveWriter(store);
        using var giveUp = new CancellationTokenSource();

        var four = Enumerable.Range(0, 4).Select(_ => writer.WriteAsync(Guid.CreateVersion7(), [Seven], Cancellation)).ToList();
        for (var time = 0; time < 4; time++)
            Assert.True(await reading.WaitAsync(Deadline, Cancellation));
        var fifth = writer.WriteAsync(JobId, [Seven], giveUp.Token);
        var sixth = writer.WriteAsync(JobId, [Seven], Cancellation);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fifth.WaitAsync(Deadline, Cancellation));
        Assert.Equal(4, begun);
        read.SetResult();
        await Task.WhenAll([.. four, sixth]).WaitAsync(Deadline, Cancellation);
        Assert.Equal(5, begun);
    }

    [Fact]
    public async Task Big_archives_do_not_hold_up_a_small_one()
    {
        var (reading, read) = (new SemaphoreSlim(0), new TaskCompletionSource());
        var store = new MemoryObjectStore { Objects = { ["downloads/7.zip"] = new byte[ArchiveTurns.MostOfSmall], ["downloads/14.zip"] = [1] }, Reads = read.Task };
        store.Before = operation =>
        {
            if (operation == "read")
                reading.Release();
        };
        using var writer = new ArchiveWriter(store);

        var big = Enumerable.Range(0, 2 * ArchiveTurns.Places)
            .Select(_ => writer.WriteAsync(Guid.CreateVersion7(), [new(7, ArchiveTurns.MostOfSmall, null)], Cancellation)).ToList();
        for (var time = 0; time < ArchiveTurns.Places; time++)
            Assert.True(await reading.WaitAsync(Deadline, Cancellation));
        store.Reads = Task.CompletedTask;
        await writer.WriteAsync(JobId, [new(14, 1, null)], Cancellation).WaitAsync(Deadline, Cancellation);

        Assert.DoesNotContain(big, task => task.IsCompleted);
        read.SetResult();
        await Task.WhenAll(big).WaitAsync(Deadline, Cancellation);
    }

    [Fact]
    public async Task An_archive_that_fails_gives_its_turn_back()
    {
        using var writer = new ArchiveWriter(_store);

        for (var time = 0; time < 5; time++)
            await Assert.ThrowsAsync<ArchiveSourceMissingException>(() => writer.WriteAsync(JobId, [new(14, 3, null)], Cancellation).WaitAsync(Deadline, Cancellation));
    }

    public void Dispose() => _folder.Dispose();

    private async Task StoreAsync(int fileId, byte[] bytes)
    {
        await using var upload = await _store.BeginUploadAsync($"downloads/{fileId}.zip", bytes.Length, version: null, Cancellation);
        await upload.Content.WriteAsync(bytes, Cancellation);
        await upload.CompleteAsync(Cancellation);
    }

    private static async Task<byte[]> ReadAsync(ZipArchiveEntry entry)
    {
        await using var content = await entry.OpenAsync(Cancellation);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }
}
