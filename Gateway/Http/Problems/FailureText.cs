using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Http.Problems;

/// <summary>The codes of failed files as sentences.</summary>
internal static class FailureText
{
    /// <summary>What can be wrong with a file.</summary>
    public static IReadOnlyList<string> FileCodes { get; } =
    [
        FileErrors.NotFound, FileErrors.OriginRejected, FileErrors.OriginUnavailable, FileErrors.TransferIncomplete, FileErrors.StorageUnavailable, FileErrors.Internal,
    ];

    /// <summary>What can be wrong with a job.</summary>
    public static IReadOnlyList<string> JobCodes { get; } = [JobErrors.FilesFailed, JobErrors.ArchiveFailed];

    public static string Of(string? code) => code switch
    {
        FileErrors.NotFound => "The origin does not have the file.",
        FileErrors.OriginRejected => "The origin refused the file.",
        FileErrors.OriginUnavailable => "The origin could not be reached.",
        FileErrors.TransferIncomplete => "The transfer from the origin broke off at every try.",
        FileErrors.StorageUnavailable => "The object store did not take the file.",
        _ => "The file could not be prepared.",
    };
}
