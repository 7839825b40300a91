using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Origins;
using Downstream.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Files;

/// <summary>Telling whether the file can be had. Interleaves with everything, so it leaves the grain's state alone.</summary>
internal sealed partial class FileGrain
{
    /// <summary>How long the store and the origin may take together: half of what the caller's call may.</summary>
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(5);

    public async Task<FileAvailability> Check(CancellationToken cancellationToken = default)
    {
        using var limit = new CancellationTokenSource(CheckLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var key = ObjectKeys.File(FileId);
        var asked = FileErrors.StorageUnavailable;
        try
        {
            if (await store.FindAsync(key, either.Token) is { } stored)
                return new FileAvailability(true, key, stored.Size);

            asked = FileErrors.OriginUnavailable;
            return !origin.FillsStore && await origin.FindAsync(FileId, either.Token) is { } found
                ? new FileAvailability(true, key, found.Size)
                : new FileAvailability(false, null, null);
        }
        catch (OriginException refusal) when (!refusal.MayPass)
        {
            return new FileAvailability(false, null, null);
        }
        catch (Exception failure) when (IsSilence(failure, limit.Token))
        {
            LogCheckFailed(failure, FileId, asked);
            return new FileAvailability(false, null, null, asked);
        }
    }

    private static bool IsSilence(Exception failure, CancellationToken limit) =>
        failure is OriginException or ObjectStoreUnavailableException || (failure is OperationCanceledException && limit.IsCancellationRequested);

    [LoggerMessage(EventId = 207, Level = LogLevel.Warning, Message = "File {FileId}: whether it can be had is not known: {Code}")]
    private partial void LogCheckFailed(Exception failure, int fileId, string code);
}
