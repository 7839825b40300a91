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
        var patience = WaitForStore(fileId);
        return await Attempts(fileId).ExecuteAsync(
            async token =>
            {
                progress.BeginAttempt(++attempt);
                metrics.AttemptBegan();
                return await patience.ExecuteAsync(TryInTurnAsync, token);
            },
            cancellationToken);

        async ValueTask<FileOutcome> TryInTurnAsync(CancellationToken token)
        {
            using var turn = await takeTurn(token);
            return await TryAsync(fileId, attempt, progress, isChanged, token);
        }
    }

    private ResiliencePipeline<FileOutcome> Attempts(int fileId)
    {
        if (options.MaxAttempts == 1)
            return ResiliencePipeline<FileOutcome>.Empty;

        return Pipeline(new RetryStrategyOptions<FileOutcome>
        {
            MaxRetryAttempts = options.MaxAttempts - 1,
            MaxDelay = options.MaxRetryDelay,
            ShouldHandle = new PredicateBuilder<FileOutcome>().Handle<OriginException>(failure => failure.MayPass).Handle<ObjectStoreUnavailableException>(),
            DelayGenerator = arguments => ValueTask.FromResult(AskedFor(arguments.Outcome.Exception)),
            OnRetry = arguments =>
            {
                LogRetry(fileId, arguments.RetryDelay.TotalMilliseconds, arguments.Outcome.Exception!.Message);
                return ValueTask.CompletedTask;
            },
        });
    }

    private ResiliencePipeline<FileOutcome> WaitForStore(int fileId)
    {
        var waited = TimeSpan.Zero;
        return Pipeline(new RetryStrategyOptions<FileOutcome>
        {
            MaxRetryAttempts = int.MaxValue,
            MaxDelay = MaxStoreDelay,
            ShouldHandle = arguments =>
                ValueTask.FromResult(arguments.Outcome.Exception is ObjectStoreUnavailableException && waited < options.StorePatience),
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

    /// <summary>The wait that the origin asked for, within reason; null for the usual one.</summary>
    private TimeSpan? AskedFor(Exception? failure) => failure is OriginException { RetryAfter: { } wait } && wait > TimeSpan.Zero
        ? TimeSpan.FromTicks(Math.Min(wait.Ticks, options.MaxRetryAfter.Ticks))
        : null;

    [LoggerMessage(2203, LogLevel.Information, "File {FileId} is tried again in {DelayMs} ms: {Reason}")]
    private partial void LogRetry(int fileId, double delayMs, string reason);

    [LoggerMessage(2204, LogLevel.Warning, "File {FileId} waits {DelayMs} ms for the object store: {Reason}")]
    private partial void LogStoreAway(int fileId, double delayMs, string reason);
}
