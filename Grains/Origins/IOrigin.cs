namespace Downstream.Grains.Origins;

/// <summary>Where files come from.</summary>
public interface IOrigin
{
    /// <summary>
    /// Whether the origin puts files into the store by itself: then a file that is there still waits out its delay,
    /// and one that is not there after it is missing.
    /// </summary>
    bool FillsStore { get; }

    /// <summary>Whether a file may become another one under the same id.</summary>
    bool MayChange => false;

    /// <summary>What the origin says of a file without sending it; null when it does not have it.</summary>
    /// <exception cref="OriginException">The origin did not say.</exception>
    /// <exception cref="Storage.ObjectStoreUnavailableException">The object store did not say, for an origin that fills it.</exception>
    Task<OriginFile?> FindAsync(int fileId, CancellationToken cancellationToken);

    /// <summary>
    /// Sends the file to <paramref name="destination"/>, with constant memory and asynchronous writes, and returns
    /// once every byte is written and its number verified. It does not flush, complete or dispose the destination.
    /// </summary>
    /// <param name="fileId">The file.</param>
    /// <param name="kept">What an earlier try brought: the origin goes on behind it where it can. Null for nothing.</param>
    /// <param name="destination">Makes the stream to write to, once the file is known to exist; called at most once.</param>
    /// <param name="cancellationToken">Stops the transfer.</param>
    /// <exception cref="OriginException">The file could not be had.</exception>
    Task CopyToAsync(int fileId, KeptPart? kept, OpenTarget destination, CancellationToken cancellationToken);
}

/// <summary>Makes the stream that a file goes to.</summary>
/// <param name="file">What the origin says of it.</param>
/// <param name="position">Where the bytes to come belong: 0, or behind what was kept.</param>
/// <param name="cancellationToken">Stops the transfer.</param>
public delegate Task<Stream> OpenTarget(OriginFile file, long position, CancellationToken cancellationToken);
