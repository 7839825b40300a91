namespace Downstream.Grains.Archives;

/// <summary>A file that belongs into an archive is not in the object store.</summary>
public sealed class ArchiveSourceMissingException(int fileId) : Exception($"File {fileId} is not in the object store.")
{
    public int FileId { get; } = fileId;
}
