namespace Downstream.Grains.Archives;

/// <summary>A file that belongs into an archive.</summary>
/// <param name="FileId">The file.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Crc32">The checksum of its bytes; null when nobody read them yet.</param>
internal readonly record struct ArchiveSource(int FileId, long Size, uint? Crc32);
