using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Origins;
using Downstream.Grains.Storage;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Downstream.Grains.Files;

/// <summary>When a failure is tried again: the origin's few times, the store's for as long as its patience lasts, and then as the origin's.</summary>
internal sealed partial class FilePreparation
{
    private static readonly TimeSpan MaxStoreDelay = TimeSpan.FromSeconds(10);

    private async Task<FileOutcome> WithRetriesAsync(
        int fileId, TransferProgress progress, bool isChanged, Func<CancellationToken, Task<IDisposable>> takeTurn, CancellationToken cancellationToken)
    {
        var attempt = 0;
        await using var transfer = new FileTransfer(fileId, origin, store, _places, progress, metrics);
        var patience = WaitForStore(fileId, transfer);
        return await Attempts(fileId, transfer).ExecuteAsync(
            async token =>
            {
                progress.BeginAttempt(++attempt);
                metrics.AttemptBegan();
                return await patience.ExecuteAsync(TryInTurnAsync, token);
            },
            cancellationToken);

        async ValueTask<FileOutcome> TryInTurnAsync(CancellationToken token)
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
    private ResiliencePipeline<FileOutcome> Attempts(int fileId, FileTransfer transfer)
    {
        var (failures, most) = (0, 0L);
        if (options.MaxAttempts == 1)
            return ResiliencePipeline<FileOutcome>.Empty;

        return Pipeline(new RetryStrategyOptions<FileOutcome>
        {
            MaxRetryAttempts = int.MaxValue,
            MaxDelay = options.MaxRetryDelay,
            ShouldHandle = arguments =>
            {
                failures = transfer.Kept > most ? 1 : failures + 1;
                most = Math.Max(most, transfer.Kept);
                return ValueTask.FromResult(failures < options.MaxAttempts && MayPass(arguments.Outcome.Exception));
            },
            DelayGenerator = arguments => ValueTask.FromResult(AskedFor(arguments.Outcome.Exception)),
            OnRetry = arguments =>
            {
                LogRetry(fileId, arguments.RetryDelay.TotalMilliseconds, arguments.Outcome.Exception!.Message);
                return ValueTask.CompletedTask;
            },
        });
    }

    private ResiliencePipeline<FileOutcome> WaitForStore(int fileId, FileTransfer transfer)
    {
        var (waited, most) = (TimeSpan.Zero, 0L);
        return Pipeline(new RetryStrategyOptions<FileOutcome>
        {
            MaxRetryAttempts = int.MaxValue,
            MaxDelay = MaxStoreDelay,
            ShouldHandle = arguments =>
            {
                waited = transfer.Kept > most ? TimeSpan.Zero : waited;
                most = Math.Max(most, transfer.Kept);
                return ValueTask.FromResult(arguments.Outcome.Exception is ObjectStoreUnavailableException && waited < options.StorePatience);
            },
            OnRetry = arguments =>
            {
                waited += arguments.RetryDelay;
                LogStoreAway(fileId, arguments.RetryDelay.TotalMilliseconds, arguments.Outcome.Exception!.Message);
                return ValueTask.CompletedTask;
            },
        });
    }

    private ResiliencePipeline<FileOutcome> Pipeline(RetryStrategyOptions<FileOutcome> retry)
    {
        retry.Delay = options.RetryDelay;
        retry.BackoffType = DelayBackoffType.Exponential;
        retry.UseJitter = true;
        return new ResiliencePipelineBuilder<FileOutcome> { TimeProvider = timeProvider }.AddRetry(retry).Build();
    }

    /// <summary>What nobody foresaw may pass as well as anything else.</summary>
    private static bool MayPass(Exception? failure) => failure is not (null or OperationCanceledException or OriginException { MayPass: false });

    /// <summary>The wait that the origin asked for, within reason; null for the usual one.</summary>
    private TimeSpan? AskedFor(Exception? failure) => failure is OriginException { RetryAfter: { } wait } && wait > TimeSpan.Zero
        ? TimeSpan.FromTicks(Math.Min(wait.Ticks, options.MaxRetryAfter.Ticks))
        : null;

    [LoggerMessage(2203, LogLevel.Information, "File {FileId} is tried again in {DelayMs} ms: {Reason}")]
    private partial void LogRetry(int fileId, double delayMs, string reason);

    [LoggerMessage(2204, LogLevel.Warning, "File {FileId} waits {DelayMs} ms for the object store: {Reason}")]
    private partial void LogStoreAway(int fileId, double delayMs, string reason);
}
