namespace Downstream.Grains.Archives;

/// <summary>The store holds other bytes of a file than were told of it.</summary>
internal sealed class ArchiveSourceChangedException(int fileId) : Exception($"The object store holds other bytes of file {fileId} than were told.");
