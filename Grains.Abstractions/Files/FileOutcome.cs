namespace Downstream.Grains.Abstractions.Files;

/// <summary>How the preparation of a file ended.</summary>
/// <param name="FileId">The file.</param>
/// <param name="Size">Its bytes in the store; null when it failed.</param>
/// <param name="Error">Why it failed, one of <see cref="FileErrors"/>; null when it is ready.</param>
/// <param name="Attempts">How often it was tried; 0 when the store had it already.</param>
/// <param name="Crc32">The checksum of its bytes (CRC-32 as ZIP has it), where they were read on the way; null otherwise.</param>
[GenerateSerializer, Immutable, Alias("downstream.FileOutcome")]
public sealed record FileOutcome(
    [property: Id(0)] int FileId, [property: Id(1)] long? Size, [property: Id(2)] string? Error, [property: Id(3)] int Attempts,
    [property: Id(4)] uint? Crc32 = null)
{
    /// <summary>Whether the file is in the store.</summary>
    public bool IsReady => Error is null;
}

/// <summary>The stable codes for a failed file.</summary>
public static class FileErrors
{
    /// <summary>The origin does not have the file.</summary>
    public const string NotFound = "file_not_found";

    /// <summary>The origin refused the file for good (a 4xx other than 404, 408, 425 and 429).</summary>
    public const string OriginRejected = "origin_rejected";

    /// <summary>The origin kept failing or could not be reached.</summary>
    public const string OriginUnavailable = "origin_unavailable";

    /// <summary>The origin broke off, or sent more or less than it announced, at every try.</summary>
    public const string TransferIncomplete = "transfer_incomplete";

    /// <summary>The store did not take the file at any try.</summary>
    public const string StorageUnavailable = "storage_unavailable";

    /// <summary>Something unforeseen; the log has it.</summary>
    public const string Internal = "internal_error";
}
