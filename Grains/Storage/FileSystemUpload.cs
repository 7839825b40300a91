namespace Downstream.Grains.Storage;

/// <summary>An upload to local disk: a temporary file that takes its place, whole and flushed, at the end.</summary>
internal sealed class FileSystemUpload(FileStream file, string target) : ObjectUpload
{
    private readonly FileContent _content = new(file);
    private bool _completed;

    public override Stream Content => _content;

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

            // A job is told that the file is ready: that must not be older than what a power cut leaves.
            await Task.Run(() => FolderSync.Flush(folder), CancellationToken.None);
            return size;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
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
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                await file.WriteAsync(buffer, cancellationToken);
            }
            catch (IOException failure)
            {
                throw FileSystemObjectStore.Unavailable(failure);
            }
        }
    }
}
