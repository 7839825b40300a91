using Downstream.Grains.Storage;

namespace Downstream.Grains.Origins;

/// <summary>Files that something else puts into the object store, under the keys that this service serves.</summary>
internal sealed class BucketOrigin(IObjectStore store) : IOrigin
{
    public bool FillsStore => true;

    public async Task<OriginFile?> FindAsync(int fileId, CancellationToken cancellationToken) =>
        await store.FindAsync(ObjectKeys.File(fileId), cancellationToken) is { } file ? new OriginFile(file.Size) : null;

    public Task CopyToAsync(int fileId, KeptPart? kept, OpenTarget destination, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The files of this origin are in the store already.");
}
