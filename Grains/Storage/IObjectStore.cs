namespace Downstream.Grains.Storage;

/// <summary>
/// Where prepared files and archives live. Keys are made by <see cref="ObjectKeys"/> only. Every method has a time
/// limit of its own; a store that cannot be reached, or answers in a way that may pass, throws
/// <see cref="ObjectStoreUnavailableException"/>.
/// </summary>
public interface IObjectStore
{
    /// <summary>Makes the store usable: creates the bucket or the folder when it is missing. Idempotent.</summary>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>What the store says of the object, or null when it does not exist.</summary>
    Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Starts an upload. Nothing is visible under the key before <see cref="ObjectUpload.CompleteAsync"/>, which
    /// replaces what was there; an upload that is disposed without it leaves nothing behind.
    /// </summary>
    /// <param name="key">The key to write.</param>
    /// <param name="length">The number of bytes to come, when it is known; lets a small object go up in one request.</param>
    /// <param name="version">A word to keep with the object, for <see cref="FindVersionAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    Task<ObjectUpload> BeginUploadAsync(string key, long? length, string? version, CancellationToken cancellationToken);

    /// <summary>Starts an upload that needs no version.</summary>
    Task<ObjectUpload> BeginUploadAsync(string key, long? length, CancellationToken cancellationToken) =>
        BeginUploadAsync(key, length, version: null, cancellationToken);

    /// <summary>The version that an object which exists was stored with; null without one.</summary>
    Task<string?> FindVersionAsync(string key, CancellationToken cancellationToken);

    /// <summary>The object's bytes, as a stream that the caller disposes; null when it does not exist.</summary>
    Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Has the object count as stored just now, for what removes old ones. One that is not there any more is passed over.</summary>
    Task RenewAsync(string key, CancellationToken cancellationToken);

    /// <summary>Deletes the object. Idempotent.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// A link that serves the object with <c>Range</c> and, as <c>Content-Disposition</c>, under
    /// <paramref name="fileName"/>, until the lifetime is over. Signed locally, without a round trip. Absolute, or a
    /// path and query below the gateway. A secret: never log it.
    /// </summary>
    string CreateLink(string key, string fileName, TimeSpan lifetime);

    /// <summary>Throws when the store does not answer.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);
}
