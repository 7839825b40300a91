namespace Downstream.Grains.Storage;

/// <summary>An upload in progress. Memory stays constant whatever the length. Not thread-safe.</summary>
public abstract class ObjectUpload : IAsyncDisposable
{
    /// <summary>Where the bytes go; write it to the end, then complete the upload. Asynchronous writes only.</summary>
    public abstract Stream Content { get; }

    /// <summary>The checksum of what the store has taken so far; after completion, of the object.</summary>
    public abstract uint Crc32 { get; }

    /// <summary>
    /// Lets go of what is held in memory, until more is written, after something broke off. Returns how many bytes the
    /// store has: writing goes on behind them. 0 when the upload is of no use any more.
    /// </summary>
    public abstract Task<long> PauseAsync();

    /// <summary>Makes the object visible under its key, and returns its size in bytes.</summary>
    public abstract Task<long> CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Aborts the upload unless it was completed. Never throws.</summary>
    public abstract ValueTask DisposeAsync();
}
