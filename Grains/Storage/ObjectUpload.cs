namespace Downstream.Grains.Storage;

/// <summary>An upload in progress. Memory stays constant whatever the length. Not thread-safe.</summary>
public abstract class ObjectUpload : IAsyncDisposable
{
    /// <summary>Where the bytes go; write it to the end, then complete the upload. Asynchronous writes only.</summary>
    public abstract Stream Content { get; }

    /// <summary>Makes the object visible under its key, and returns its size in bytes.</summary>
    public abstract Task<long> CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Aborts the upload unless it was completed. Never throws.</summary>
    public abstract ValueTask DisposeAsync();
}
