namespace Downstream.Grains.Storage.Disk;

/// <summary>Objects on local disk, for one machine. The gateway serves them by signed links.</summary>
public sealed class FileSystemObjectStore : IObjectStore
{
    private const int BufferSize = 64 * 1024;
    private const int ProbeSize = 4096;
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(30);

    private readonly string _folder;
    private readonly string _uploads;
    private readonly DiskVersions _versions;
    private readonly SignedLinks _links;
    private readonly TimeProvider _timeProvider;

    /// <param name="dataDirectory">The folder of local data.</param>
    /// <param name="links">Signs the links.</param>
    /// <param name="timeProvider">The clock that links expire by.</param>
    public FileSystemObjectStore(string dataDirectory, SignedLinks links, TimeProvider timeProvider)
    {
        _folder = Path.Combine(Path.GetFullPath(dataDirectory), "files");
        _uploads = Path.Combine(_folder, ".uploads");
        _versions = new DiskVersions(Path.Combine(_folder, ".versions"));
        _links = links;
        _timeProvider = timeProvider;
    }

    public Task InitializeAsync(CancellationToken cancellationToken) => Guard(() =>
    {
        Directory.CreateDirectory(_uploads);
        foreach (var leftover in Directory.EnumerateFiles(_uploads))
            DeleteUnlessOpen(leftover);

        return Task.CompletedTask;
    });

    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken) => Guard(() =>
    {
        var file = new FileInfo(PathOf(key));
        return Task.FromResult(file.Exists ? new StoredObject(file.Length, UsedAt(file)) : (StoredObject?)null);
    });

    public Task<ObjectUpload> BeginUploadAsync(string key, long? length, string? version, CancellationToken cancellationToken) => Guard(() =>
    {
        var target = PathOf(key);
        Directory.CreateDirectory(_uploads);
        var temporary = Path.Combine(_uploads, Path.GetRandomFileName());

        // Deletable while open, for the rename at the end; but held exclusively, which is how a leftover is told from an upload.
        var buffer = (int)Math.Min(length ?? BufferSize, BufferSize);
        var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, buffer, FileOptions.Asynchronous);
        return Task.FromResult<ObjectUpload>(new FileSystemUpload(file, target, () => _versions.Write(key, new FileInfo(target), version)));
    });

    public Task<string?> FindVersionAsync(string key, CancellationToken cancellationToken) => Guard(() =>
    {
        var file = new FileInfo(PathOf(key));
        return Task.FromResult(file.Exists ? _versions.Read(key, file) : null);
    });

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) => Guard(() =>
    {
        var path = PathOf(key);
        try
        {
            var share = FileShare.Read | FileShare.Delete;
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, share, BufferSize, FileOptions.Asynchronous | FileOptions.SequentialScan);
            return Task.FromResult<Stream?>(new StoredContent(file, null, ReadLimit, _timeProvider));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    });

    public Task RenewAsync(string key, CancellationToken cancellationToken) => Guard(() =>
    {
        // Not the time of the last write: who downloads the file goes on by that.
        var path = PathOf(key);
        if (File.Exists(path))
            File.SetLastAccessTimeUtc(path, _timeProvider.GetUtcNow().UtcDateTime);

        return Task.CompletedTask;
    });

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => Guard(() =>
    {
        var path = PathOf(key);
        if (File.Exists(path))
            File.Delete(path);

        _versions.Delete(key);
        return Task.CompletedTask;
    });

    public string CreateLink(string key, string fileName, TimeSpan lifetime)
    {
        _ = PathOf(key);
        return _links.Create(key, fileName, _timeProvider.GetUtcNow() + lifetime);
    }

    /// <summary>Writes a small file and deletes it again: the folder must be there, writable and not full.</summary>
    public Task ProbeAsync(CancellationToken cancellationToken) => Guard(async () =>
    {
        var path = Path.Combine(_uploads, Path.GetRandomFileName());
        var options = FileOptions.DeleteOnClose | FileOptions.Asynchronous;
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, options);
        await file.WriteAsync(new byte[ProbeSize], cancellationToken);
    });

    /// <summary>Where an object lies, to serve it from; null when the text is not a key or there is no such object.</summary>
    public string? Locate(string key) => ObjectKeys.IsValid(key) && File.Exists(PathOf(key)) ? PathOf(key) : null;

    /// <summary>Deletes the objects under a prefix that were written before the limit.</summary>
    /// <returns>How many were deleted.</returns>
    public Task<int> RemoveOlderThanAsync(string prefix, DateTimeOffset limit, CancellationToken cancellationToken) => Guard(() =>
    {
        var removed = 0;
        var folder = new DirectoryInfo(Path.GetDirectoryName(PathOf($"{prefix}0.zip"))!);
        if (!folder.Exists)
            return Task.FromResult(removed);

        foreach (var file in folder.EnumerateFiles())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (UsedAt(file) >= limit)
                continue;

            file.Delete();
            _versions.Delete($"{prefix}{file.Name}");
            removed++;
        }

        return Task.FromResult(removed);
    });

    internal static ObjectStoreUnavailableException Unavailable(Exception failure) =>
        new($"The folder of files could not be used ({failure.GetType().Name}).", failure);

    internal static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The next start removes it.
        }
    }

    private static DateTimeOffset UsedAt(FileInfo file) => file.LastAccessTimeUtc > file.LastWriteTimeUtc ? file.LastAccessTimeUtc : file.LastWriteTimeUtc;

    private static void DeleteUnlessOpen(string path)
    {
        try
        {
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
        }
        catch (IOException)
        {
            // An upload of this moment holds it.
        }
    }

    private static async Task<T> Guard<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(failure);
        }
    }

    private static Task<bool> Guard(Func<Task> action) => Guard(async () =>
    {
        await action();
        return true;
    });

    private string PathOf(string key) =>
        ObjectKeys.IsValid(key) ? Path.Combine(_folder, key) : throw new ArgumentException("Not the key of an object.", nameof(key));
}
