using System.Runtime.CompilerServices;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Telemetry;
using Downstream.Grains.Origins;
using Downstream.Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Files;

/// <summary>
/// One file. It waits out its delay, has the file prepared, and tells the jobs that want it. Which jobs those are is
/// not stored: after a crash every unfinished job asks again. The run interleaves with calls, so it keeps to what is
/// true after each await.
/// </summary>
[GrainType("file")]
internal sealed partial class FileGrain(
    [PersistentState("file", StateStorage.Name)] IPersistentState<FileState> state,
    IObjectStore store,
    IOrigin origin,
    FilePreparation preparation,
    PreparationSlots slots,
    ObjectStoreOptions storeOptions,
    DelayOptions delay,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<FileGrain> logger) : Grain, IFileGrain
{
    /// <summary>How long the store's word that it has the file is taken without asking again.</summary>
    private static readonly TimeSpan TrustStoreFor = TimeSpan.FromSeconds(5);

    /// <summary>How long a job waits for the store's word before its file is scheduled; the preparation waits longer.</summary>
    private static readonly TimeSpan StoreLimit = TimeSpan.FromSeconds(2);

    private readonly Dictionary<Guid, string?> _waiting = [];
    private readonly CancellationTokenSource _deactivating = new();
    private StoredFile? _stored;
    private Task _clearing = Task.CompletedTask;
    private Task _renewal = Task.CompletedTask;

    private int FileId => (int)this.GetPrimaryKeyLong();

    public async Task<FileTicket> Prepare(Guid jobId, string? traceParent, CancellationToken cancellationToken = default)
    {
        using var scope = logger.BeginJob(jobId);
        await Cleared();
        if (_run is null && await FindStored(cancellationToken) is { } stored)
            return new FileTicket(new FileOutcome(FileId, stored.Size, Error: null, Attempts: 0, stored.Crc32), null, null);

        // Again: a run that ended before may have begun to clear the state meanwhile.
        await Cleared();
        if (_run is null && (_isSettled || state.State.DueAt is null))
        {
            var now = time.GetUtcNow();
            state.State = new FileState { StartedAt = now, DueAt = now + delay.Next() };
            _isSettled = false;
            await Write(cancellationToken);
        }

        _waiting[jobId] = traceParent;
        _place?.Join(jobId);
        Start();
        return new FileTicket(null, state.State.StartedAt, state.State.DueAt, _isWaiting);
    }

    public async Task Release(Guid jobId, CancellationToken cancellationToken = default)
    {
        using var scope = logger.BeginJob(jobId);
        if (!_waiting.Remove(jobId))
            return;

        _place?.Leave(jobId);
        if (_waiting.Count > 0)
            return;

        LogReleased(FileId);
        await Stop();
        if (_waiting.Count == 0)
            await Clear();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // The deadline is stored; the jobs ask again wherever the grain comes up next.
        await _deactivating.CancelAsync();
        if (_run is { } run)
            await run.CancelAsync();
    }

    private async Task<StoredFile?> FindStored(CancellationToken cancellationToken)
    {
        // An origin that fills the store itself still has its delay waited out.
        if (origin.FillsStore)
            return null;

        var now = time.GetUtcNow();
        if (_stored is { } stored && now - stored.At < TrustStoreFor)
            return stored;

        try
        {
            using var limit = new CancellationTokenSource(StoreLimit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            if (await store.FindAsync(ObjectKeys.File(FileId), either.Token) is not { } found || !await IsCurrent(found, now, either.Token))
                return _stored = null;

            return _stored = new StoredFile(found.Size, _stored is { } last && last.Size == found.Size ? last.Crc32 : null, now);
        }
        catch (Exception exception) when (exception is ObjectStoreUnavailableException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The preparation asks the store again, and waits for it.
            LogStoreSilent(exception, FileId);
            return null;
        }
    }

    /// <summary>Whether what the store has is still the file. One that is gets its time to be kept anew.</summary>
    private async Task<bool> IsCurrent(StoredObject found, DateTimeOffset now, CancellationToken cancellationToken)
    {
        _isChanged = false;
        if (origin.MayChange)
        {
            try
            {
                _isChanged = await origin.FindAsync(FileId, cancellationToken) is { } file && await IsAnother(file, found, cancellationToken);
            }
            catch (Exception exception) when (IsSilence(exception, cancellationToken))
            {
                // What is stored serves; it is not renewed without the origin's word.
                LogCheckFailed(exception, FileId, FileErrors.OriginUnavailable);
                return true;
            }
        }

        if (!_isChanged && now - found.UsedAt > storeOptions.RenewalAge)
            await Renew(cancellationToken);

        return !_isChanged;
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
            await store.RenewAsync(ObjectKeys.File(FileId), _deactivating.Token);
        }
        catch (Exception exception) when (exception is ObjectStoreUnavailableException or OperationCanceledException)
        {
            // It has half of its time left, and is renewed when it is next asked for.
            LogNotRenewed(exception, FileId);
        }
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

        var stored = await store.FindVersionAsync(ObjectKeys.File(FileId), cancellationToken);
        return file.DiffersFrom(stored) ?? (file.ModifiedAt is { } modifiedAt ? modifiedAt > found.UsedAt : stored is null);
    }

    private ConfiguredTaskAwaitable Cleared() =>
        _clearing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private Task Clear() => _clearing = state.RecordExists ? ClearState() : Task.CompletedTask;

    private async Task ClearState()
    {
        try
        {
            await state.ClearStateAsync();
            state.State = new FileState();
            _isSettled = false;
        }
        catch (Exception exception)
        {
            LogStateLost(exception, FileId);
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task Write(CancellationToken cancellationToken)
    {
        try
        {
            await state.WriteStateAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            LogStateLost(exception, FileId);
            state.State = new FileState();
            DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>What the store was seen to hold.</summary>
    /// <param name="Size">The file's bytes.</param>
    /// <param name="Crc32">Their checksum, where this activation saw them pass; the archive's writer checks it.</param>
    /// <param name="At">When that was.</param>
    private sealed record StoredFile(long Size, uint? Crc32, DateTimeOffset At);

    [LoggerMessage(EventId = 201, Level = LogLevel.Debug, Message = "File {FileId} is no longer wanted; its preparation stops")]
    private partial void LogReleased(int fileId);

    [LoggerMessage(EventId = 205, Level = LogLevel.Warning, Message = "File {FileId}: the deadline could not be persisted; the activation ends and reads it again")]
    private partial void LogStateLost(Exception exception, int fileId);

    [LoggerMessage(EventId = 209, Level = LogLevel.Warning, Message = "File {FileId}: its time in the store could not be renewed")]
    private partial void LogNotRenewed(Exception exception, int fileId);

    [LoggerMessage(EventId = 206, Level = LogLevel.Warning, Message = "File {FileId}: the store did not say whether it has it")]
    private partial void LogStoreSilent(Exception exception, int fileId);
}
