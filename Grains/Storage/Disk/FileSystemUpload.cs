using System.IO.Hashing;

namespace Downstream.Grains.Storage.Disk;

/// <summary>An upload to local disk: a temporary file that takes its place, whole and flushed, at the end.</summary>
internal sealed class FileSystemUpload(FileStream file, string target, Action completed) : ObjectUpload
{
    private readonly FileContent _content = new(file);
    private bool _completed;

    public override Stream Content => _content;

    public override uint Crc32 => _content.Crc32;

    public override async Task<long> PauseAsync()
    {
        // What the system did not write once is not to be trusted a second time.
        if (_content.IsBroken)
            return 0;

        try
        {
            await file.FlushAsync();
            return file.Length;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    public override async Task<long> CompleteAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var size = file.Length;
            await Task.Run(() => file.Flush(flushToDisk: true), CancellationToken.None);
            var folder = Path.GetDirectoryName(target)!;
            Directory.CreateDirectory(folder);
            File.Move(file.Name, target, overwrite: true);
            _completed = true;
            completed();

            // A job is told that the file is ready: that must not be older than what a power cut leaves.
            await Task.Run(() => FolderSync.Flush(folder), CancellationToken.None);
            return size;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _content.IsBroken = true;
            throw FileSystemObjectStore.Unavailable(failure);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await file.DisposeAsync();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Disposal writes what is buffered, and a full disk refuses that again; the file is closed all the same.
        }
        finally
        {
            if (!_completed)
                FileSystemObjectStore.TryDelete(file.Name);
        }
    }

    private sealed class FileContent(FileStream file) : UploadContent
    {
        private readonly Crc32 _crc = new();

        public uint Crc32 => _crc.GetCurrentHashAsUInt32();

        public bool IsBroken { get; set; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                // Until it is done: a write that is cancelled may have written a part.
                IsBroken = true;
                await file.WriteAsync(buffer, cancellationToken);
                _crc.Append(buffer.Span);
                IsBroken = false;
            }
            catch (IOException failure)
            {
                throw FileSystemObjectStore.Unavailable(failure);
            }
        }
    }
}
