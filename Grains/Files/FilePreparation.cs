using System.Diagnostics;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Origins;
using Downstream.Grains.Pace;
using Downstream.Grains.Storage;
using Downstream.Grains.Telemetry;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Files;

/// <summary>Brings one file into the object store: what is there already stays, everything else comes from the origin.</summary>
internal sealed partial class FilePreparation(
    IOrigin origin,
    IObjectStore store,
    PreparationOptions options,
    FilePreparationMetrics metrics,
    TimeProvider timeProvider,
    ILogger<FilePreparation> logger)
{
    private static readonly TimeSpan MaxStoreDelay = TimeSpan.FromSeconds(10);

    private readonly KeptTransfers _places = new();

    /// <summary>
    /// Prepares the file, with as many tries as it takes within the options. Every end is an outcome; only
    /// cancellation throws, after the upload was aborted.
    /// </summary>
    /// <param name="fileId">The file.</param>
    /// <param name="progress">Where the transfer is.</param>
    /// <param name="isChanged">Whether what the store has is no longer what the origin has.</param>
    /// <param name="takeTurn">Waits for a slot, which is held for one try, never while waiting for the next.</param>
    /// <param name="cancellationToken">Stops the preparation.</param>
    public async Task<FileOutcome> RunAsync(
        int fileId, TransferProgress progress, bool isChanged, Func<CancellationToken, Task<IDisposable>> takeTurn, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        var outcome = await SettleAsync(fileId, progress, isChanged, takeTurn, cancellationToken);

        // The span is the caller's: one for the whole preparation.
        Activity.Current?.SetTag("downstream.file.attempts", outcome.Attempts);
        if (!outcome.IsReady)
            Activity.Current?.SetStatus(ActivityStatusCode.Error, outcome.Error);

        metrics.FileSettled(outcome, timeProvider.GetElapsedTime(started));
        return outcome;
    }

    private async Task<FileOutcome> SettleAsync(
        int fileId, TransferProgress progress, bool isChanged, Func<CancellationToken, Task<IDisposable>> takeTurn, CancellationToken cancellationToken)
    {
        try
        {
            return await WithRetriesAsync(fileId, progress, isChanged, takeTurn, cancellationToken);
        }
        catch (OriginException failure)
        {
            LogFailed(fileId, failure.Code, progress.Attempt, failure.Message, failure.InnerException);
            return new FileOutcome(fileId, null, failure.Code, progress.Attempt);
        }
        catch (ObjectStoreUnavailableException failure)
        {
            LogFailed(fileId, FileErrors.StorageUnavailable, progress.Attempt, failure.Message, failure.InnerException);
            return new FileOutcome(fileId, null, FileErrors.StorageUnavailable, progress.Attempt);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // A defect: it has to fail this file with a reason, because its job would ask for it for ever.
            LogUnforeseen(fileId, failure);
            return new FileOutcome(fileId, null, FileErrors.Internal, progress.Attempt);
        }
    }

    /// <summary>A failure is tried again: the origin's few times, the store's for as long as its patience lasts, and then as the origin's.</summary>
    private async Task<FileOutcome> WithRetriesAsync(
        int fileId, TransferProgress progress, bool isChanged, Func<CancellationToken, Task<IDisposable>> takeTurn, CancellationToken cancellationToken)
    {
        var attempt = 0;
        await using var transfer = new FileTransfer(fileId, origin, store, _places, progress, metrics);
        var patience = WaitForStore(fileId, transfer);
        return await Attempts(fileId, transfer).RunAsync(
            async token =>
            {
                progress.BeginAttempt(++attempt);
                metrics.AttemptBegan();
                return await patience.RunAsync(TryInTurnAsync, token);
            },
            cancellationToken);

        async Task<FileOutcome> TryInTurnAsync(CancellationToken token)
        {
            using var turn = await WaitAsync(takeTurn, token);
            return await TryAsync(fileId, attempt, transfer, isChanged, token);
        }
    }

    private async Task<IDisposable> WaitAsync(Func<CancellationToken, Task<IDisposable>> takeTurn, CancellationToken cancellationToken)
    {
        metrics.WaitBegan();
        try
        {
            return await takeTurn(cancellationToken);
        }
        finally
        {
            metrics.WaitEnded();
        }
    }

    /// <summary>Counted anew once the transfer got on: a file that comes in many pieces comes all the same.</summary>
    private Retries Attempts(int fileId, FileTransfer transfer)
    {
        var (failures, most) = (0, 0L);
        return new Retries(timeProvider)
        {
            First = options.RetryDelay,
            Longest = options.MaxRetryDelay,
            MayPass = failure =>
            {
                failures = transfer.Kept > most ? 1 : failures + 1;
                most = Math.Max(most, transfer.Kept);

                // What nobody foresaw may pass as well as anything else.
                return failures < options.MaxAttempts && failure is not (OperationCanceledException or OriginException { MayPass: false });
            },
            AskedFor = AskedFor,
            OnRetry = failed => LogRetry(fileId, failed.Pause.TotalMilliseconds, failed.Failure.Message),
        };
    }

    private Retries WaitForStore(int fileId, FileTransfer transfer)
    {
        var (waited, most) = (TimeSpan.Zero, 0L);
        return new Retries(timeProvider)
        {
            First = options.RetryDelay,
            Longest = MaxStoreDelay,
            MayPass = failure =>
            {
                waited = transfer.Kept > most ? TimeSpan.Zero : waited;
                most = Math.Max(most, transfer.Kept);
                return failure is ObjectStoreUnavailableException && waited < options.StorePatience;
            },
            OnRetry = failed =>
            {
                waited += failed.Pause;
                LogStoreAway(fileId, failed.Pause.TotalMilliseconds, failed.Failure.Message);
            },
        };
    }

    /// <summary>The wait that the origin asked for, within reason; null for the usual one.</summary>
    private TimeSpan? AskedFor(Exception failure) => failure is OriginException { RetryAfter: { } wait } && wait > TimeSpan.Zero
        ? TimeSpan.FromTicks(Math.Min(wait.Ticks, options.MaxRetryAfter.Ticks))
        : null;

    private async Task<FileOutcome> TryAsync(int fileId, int attempt, FileTransfer transfer, bool isChanged, CancellationToken cancellationToken)
    {
        if (origin.FillsStore)
        {
            var file = await origin.FindAsync(fileId, cancellationToken);
            return new FileOutcome(fileId, (file ?? throw OriginFailures.NotFound()).Size, null, attempt);
        }

        if (!isChanged && await store.FindAsync(ObjectKeys.File(fileId), cancellationToken) is { } stored)
            return new FileOutcome(fileId, stored.Size, null, attempt - 1);

        var (transferred, crc) = await TransferWithinLimitAsync(transfer, cancellationToken);
        return new FileOutcome(fileId, transferred, null, attempt, crc);
    }

    /// <summary>Renews the time limit with every byte: that is for silence.</summary>
    private async Task<(long Size, uint Crc32)> TransferWithinLimitAsync(FileTransfer transfer, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(options.AttemptLimit, timeProvider, cancellationToken);
        try
        {
            return await transfer.TryAsync(deadline.Renew, deadline.Token);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw OriginFailures.Incomplete("The transfer stood still.", failure);
        }
    }

    [LoggerMessage(2201, LogLevel.Warning, "File {FileId} failed with {Code} at attempt {Attempt}: {Reason}")]
    private partial void LogFailed(int fileId, string code, int attempt, string reason, Exception? exception);

    [LoggerMessage(2202, LogLevel.Error, "File {FileId} failed in a way that was not foreseen")]
    private partial void LogUnforeseen(int fileId, Exception exception);

    [LoggerMessage(2203, LogLevel.Information, "File {FileId} is tried again in {DelayMs} ms: {Reason}")]
    private partial void LogRetry(int fileId, double delayMs, string reason);

    [LoggerMessage(2204, LogLevel.Warning, "File {FileId} waits {DelayMs} ms for the object store: {Reason}")]
    private partial void LogStoreAway(int fileId, double delayMs, string reason);
}
