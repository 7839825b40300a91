using Downstream.Grains.Abstractions.Files;

namespace Downstream.Gateway.Jobs;

/// <summary>The codes of failed files as sentences.</summary>
internal static class FailureText
{
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
