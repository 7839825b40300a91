using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Origins;
using Downstream.Grains.Pace;
using Downstream.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Files;

/// <summary>What the store has of a file, whether that is still the file, and whether it can be had at all.</summary>
/// <param name="fileId">The file.</param>
/// <param name="store">Where it is kept.</param>
/// <param name="origin">Where it comes from.</param>
/// <param name="options">How long it is kept.</param>
/// <param name="time">What the limits are measured by.</param>
/// <param name="logger">The grain's.</param>
/// <param name="deactivating">Ends a renewal.</param>
internal sealed partial class FileFinder(
    int fileId, IObjectStore store, IOrigin origin, ObjectStoreOptions options, TimeProvider time, ILogger logger, CancellationToken deactivating)
{
    /// <summary>How long the store's word that it has the file is taken without asking again.</summary>
    private static readonly TimeSpan TrustStoreFor = TimeSpan.FromSeconds(5);

    /// <summary>How long a job waits for the store's word before its file is scheduled; the preparation waits longer.</summary>
    private static readonly TimeSpan StoreLimit = TimeSpan.FromSeconds(2);

    /// <summary>How long the store and the origin may take together: half of what the caller's call may.</summary>
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(5);

    private StoredFile? _stored;
    private Task _renewal = Task.CompletedTask;

    /// <summary>Whether what the store has is no longer what the origin has: it is fetched again.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>The file as the store has it; null when it does not, or has something else, or does not say.</summary>
    public async Task<StoredFile?> FindStored(CancellationToken cancellationToken)
    {
        // An origin that fills the store itself still has its delay waited out.
        if (origin.FillsStore)
            return null;

        var now = time.GetUtcNow();
        if (_stored is { } stored && now - stored.At < TrustStoreFor)
            return stored;

        using var deadline = new Deadline(StoreLimit, time, cancellationToken);
        try
        {
            if (await store.FindAsync(ObjectKeys.File(fileId), deadline.Token) is not { } found || !await IsCurrent(found, now, deadline.Token))
                return _stored = null;

            return _stored = new StoredFile(found.Size, _stored is { } last && last.Size == found.Size ? last.Crc32 : null, now);
        }
        catch (Exception exception) when (exception is ObjectStoreUnavailableException || deadline.Ended(exception))
        {
            // The preparation asks the store again, and waits for it.
            LogStoreSilent(exception, fileId);
            return null;
        }
    }

    /// <summary>Notes what a run brought.</summary>
    public void Note(FileOutcome outcome)
    {
        _stored = outcome.IsReady ? new StoredFile(outcome.Size!.Value, outcome.Crc32, time.GetUtcNow()) : null;
        IsChanged &= !outcome.IsReady;
    }

    public async Task<FileAvailability> Check(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(CheckLimit, time, cancellationToken);
        var key = ObjectKeys.File(fileId);
        var asked = FileErrors.StorageUnavailable;
        try
        {
            if (await store.FindAsync(key, deadline.Token) is { } stored)
                return new FileAvailability(true, key, stored.Size);

            asked = FileErrors.OriginUnavailable;
            return !origin.FillsStore && await origin.FindAsync(fileId, deadline.Token) is { } found
                ? new FileAvailability(true, key, found.Size)
                : new FileAvailability(false, null, null);
        }
        catch (OriginException refusal) when (!refusal.MayPass)
        {
            return new FileAvailability(false, null, null);
        }
        catch (Exception failure) when (failure is OriginException or ObjectStoreUnavailableException || deadline.Ended(failure))
        {
            LogCheckFailed(failure, fileId, asked);
            return new FileAvailability(false, null, null, asked);
        }
    }

    /// <summary>Whether what the store has is still the file. One that is gets its time to be kept anew.</summary>
    private async Task<bool> IsCurrent(StoredObject found, DateTimeOffset now, CancellationToken patience)
    {
        IsChanged = false;
        if (origin.MayChange)
        {
            try
            {
                IsChanged = await origin.FindAsync(fileId, patience) is { } file && await IsAnother(file, found, patience);
            }
            catch (Exception exception) when (exception is OriginException or ObjectStoreUnavailableException
                || (exception is OperationCanceledException && patience.IsCancellationRequested))
            {
                // What is stored serves; it is not renewed without the origin's word.
                LogCheckFailed(exception, fileId, FileErrors.OriginUnavailable);
                return true;
            }
        }

        if (!IsChanged && now - found.UsedAt > options.RenewalAge)
            await Renew(patience);

        return !IsChanged;
    }

    /// <summary>
    /// The origin's own name for what it has decides; where there are not two to compare, its date. What has neither a date
    /// nor, in the store, a name, was stored before names were, or by a process that ended over it.
    /// </summary>
    private async Task<bool> IsAnother(OriginFile file, StoredObject found, CancellationToken cancellationToken)
    {
        if (file.Size is { } size && size != found.Size)
            return true;

        if (file.Version is null)
            return file.ModifiedAt > found.UsedAt;

        var stored = await store.FindVersionAsync(ObjectKeys.File(fileId), cancellationToken);
        return file.DiffersFrom(stored) ?? (file.ModifiedAt is { } modifiedAt ? modifiedAt > found.UsedAt : stored is null);
    }

    /// <summary>A bucket copies a large object for longer than a job waits: then that goes on by itself.</summary>
    private async Task Renew(CancellationToken patience)
    {
        if (_renewal.IsCompleted)
            _renewal = RenewToTheEnd();

        await _renewal.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private async Task RenewToTheEnd()
    {
        try
        {
            await store.RenewAsync(ObjectKeys.File(fileId), deactivating);
        }
        catch (Exception exception) when (exception is ObjectStoreUnavailableException or OperationCanceledException)
        {
            // It has half of its time left, and is renewed when it is next asked for.
            LogNotRenewed(exception, fileId);
        }
    }

    [LoggerMessage(EventId = 206, Level = LogLevel.Warning, Message = "File {FileId}: the store did not say whether it has it")]
    private partial void LogStoreSilent(Exception exception, int fileId);

    [LoggerMessage(EventId = 207, Level = LogLevel.Warning, Message = "File {FileId}: whether it can be had is not known: {Code}")]
    private partial void LogCheckFailed(Exception failure, int fileId, string code);

    [LoggerMessage(EventId = 209, Level = LogLevel.Warning, Message = "File {FileId}: its time in the store could not be renewed")]
    private partial void LogNotRenewed(Exception exception, int fileId);
}

/// <summary>What the store was seen to hold.</summary>
/// <param name="Size">The file's bytes.</param>
/// <param name="Crc32">Their checksum, where this activation saw them pass; the archive's writer checks it.</param>
/// <param name="At">When that was.</param>
internal sealed record StoredFile(long Size, uint? Crc32, DateTimeOffset At);
