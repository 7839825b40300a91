using System.IO.Compression;
using Downstream.Grains.Storage;

namespace Downstream.Grains.Jobs;

/// <summary>Packs the files of a job into one ZIP, from the object store to the object store.</summary>
internal sealed class ArchiveWriter(IObjectStore store) : IDisposable
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Each holds a part of its upload in memory, which grows with the archive.</summary>
    private const int MostAtOnce = 4;

    /// <summary>The first moment that a ZIP can name: the same files give the same archive.</summary>
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SemaphoreSlim _turns = new(MostAtOnce);

    /// <summary>
    /// Writes the archive, once it is its turn, with a stored entry for each file in the given order, and returns its
    /// size in bytes.
    /// </summary>
    /// <exception cref="ArchiveSourceMissingException">One of the files is not there.</exception>
    /// <exception cref="ObjectStoreUnavailableException">The store failed; the same call may succeed later.</exception>
    public async Task<long> WriteAsync(Guid jobId, IReadOnlyList<int> fileIds, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            return await PackAsync(jobId, fileIds, cancellationToken);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<long> PackAsync(Guid jobId, IReadOnlyList<int> fileIds, CancellationToken cancellationToken)
    {
        await using var upload = await store.BeginUploadAsync(ObjectKeys.Archive(jobId), length: null, cancellationToken);
        var zip = await ZipArchive.CreateAsync(new ZipTarget(upload.Content), ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        foreach (var fileId in fileIds)
            await AddAsync(zip, fileId, cancellationToken);

        // Only now: disposal writes the directory, which would send a failed archive to its end.
        await zip.DisposeAsync();
        return await upload.CompleteAsync(cancellationToken);
    }

    private async Task AddAsync(ZipArchive zip, int fileId, CancellationToken cancellationToken)
    {
        await using var source = await store.OpenReadAsync(ObjectKeys.File(fileId), cancellationToken)
            ?? throw new ArchiveSourceMissingException(fileId);
        var entry = zip.CreateEntry(ObjectKeys.FileName(fileId), CompressionLevel.NoCompression);
        entry.LastWriteTime = EntryTime;
        await using var content = await entry.OpenAsync(cancellationToken);
        await source.CopyToAsync(content, BufferSize, cancellationToken);
    }

    /// <summary>
    /// Takes the few bytes that <see cref="ZipArchive"/> writes synchronously behind each entry even when it is disposed
    /// asynchronously, and passes them on with the next asynchronous write; the directory is always one.
    /// </summary>
    private sealed class ZipTarget(Stream upload) : UploadContent
    {
        private readonly MemoryStream _pending = new();

        public override void Write(byte[] buffer, int offset, int count) => _pending.Write(buffer, offset, count);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_pending.Length > 0)
            {
                await upload.WriteAsync(_pending.GetBuffer().AsMemory(0, (int)_pending.Length), cancellationToken);
                _pending.SetLength(0);
            }

            await upload.WriteAsync(buffer, cancellationToken);
        }
    }
}
