using System.Buffers;
using System.IO.Hashing;
using Downstream.Grains.Storage;

namespace Downstream.Grains.Archives;

/// <summary>
/// Packs the files of a job into one ZIP, from the object store to the object store. Its length is known before its
/// first byte, so the store is told.
/// </summary>
internal sealed class ArchiveWriter(IObjectStore store) : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly ArchiveTurns _turns = new();

    /// <summary>
    /// Writes the archive, once it is its turn, with a stored entry for each file in the given order, and returns its
    /// size in bytes.
    /// </summary>
    /// <exception cref="ArchiveSourceMissingException">One of the files is not there.</exception>
    /// <exception cref="ObjectStoreUnavailableException">The store failed; the same call may succeed later.</exception>
    public async Task<long> WriteAsync(Guid jobId, IReadOnlyList<ArchiveSource> sources, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteInTurnAsync(jobId, sources, cancellationToken);
        }
        catch (ArchiveSourceChangedException)
        {
            // A file was prepared anew since: what the store has now counts.
            var found = new List<ArchiveSource>(sources.Count);
            foreach (var source in sources)
                found.Add(await FindAsync(source.FileId, cancellationToken));

            return await WriteFoundAsync(jobId, found, cancellationToken);
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<ArchiveSource> FindAsync(int fileId, CancellationToken cancellationToken) =>
        await store.FindAsync(ObjectKeys.File(fileId), cancellationToken) is { } file
            ? new ArchiveSource(fileId, file.Size, Crc32: null)
            : throw new ArchiveSourceMissingException(fileId);

    private async Task<long> WriteFoundAsync(Guid jobId, List<ArchiveSource> sources, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteInTurnAsync(jobId, sources, cancellationToken);
        }
        catch (ArchiveSourceChangedException changed)
        {
            throw new ObjectStoreUnavailableException("A file changes while it is read.", changed);
        }
    }

    private async Task<long> WriteInTurnAsync(Guid jobId, IReadOnlyList<ArchiveSource> sources, CancellationToken cancellationToken)
    {
        var length = ZipRecords.LengthOf(sources.Select(source => (ObjectKeys.FileName(source.FileId), source.Size)));
        var turn = await _turns.WaitAsync(length, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            return await PackAsync(jobId, sources, length, buffer, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            turn.Release();
        }
    }

    private async Task<long> PackAsync(
        Guid jobId, IReadOnlyList<ArchiveSource> sources, long length, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await using var upload = await store.BeginUploadAsync(ObjectKeys.Archive(jobId), length, cancellationToken);
        var entries = new List<ZipEntry>(sources.Count);
        long position = 0;
        foreach (var source in sources)
        {
            var crc = source.Crc32 ?? await PassAsync(source, Stream.Null, buffer, cancellationToken);
            var entry = new ZipEntry(ObjectKeys.FileName(source.FileId), source.Size, crc, position);
            var header = ZipRecords.LocalHeader(entry);
            await upload.Content.WriteAsync(header, cancellationToken);
            if (await PassAsync(source, upload.Content, buffer, cancellationToken) != crc)
                throw new ArchiveSourceChangedException(source.FileId);

            entries.Add(entry);
            position += header.Length + source.Size;
        }

        await upload.Content.WriteAsync(ZipRecords.Directory(entries, position), cancellationToken);
        return await upload.CompleteAsync(cancellationToken);
    }

    /// <summary>Reads a file through to somewhere, and returns the checksum of its bytes.</summary>
    /// <exception cref="ArchiveSourceChangedException">There are more or fewer of them than its size says.</exception>
    private async Task<uint> PassAsync(ArchiveSource source, Stream target, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await using var content = await store.OpenReadAsync(ObjectKeys.File(source.FileId), cancellationToken)
            ?? throw new ArchiveSourceMissingException(source.FileId);
        var crc = new Crc32();
        long read = 0;
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            read += count;
            if (read > source.Size)
                throw new ArchiveSourceChangedException(source.FileId);

            crc.Append(buffer.Span[..count]);
            await target.WriteAsync(buffer[..count], cancellationToken);
        }

        return read == source.Size ? crc.GetCurrentHashAsUInt32() : throw new ArchiveSourceChangedException(source.FileId);
    }
}
