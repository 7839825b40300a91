using Polly;
using Polly.Retry;

namespace Downstream.Grains.Pace;

/// <summary>Tries again what may pass, after pauses that double, with jitter, from the first to the longest. Keeps to the scheduler that it is called on.</summary>
/// <param name="time">What the pauses are measured by.</param>
public sealed class Retries(TimeProvider time)
{
    private ResiliencePipeline? _pipeline;

    /// <summary>The pause before the second try, more or less.</summary>
    public required TimeSpan First { get; init; }

    /// <summary>The longest pause, unless a failure asks for more.</summary>
    public required TimeSpan Longest { get; init; }

    /// <summary>How often it is tried in all, at least twice.</summary>
    public int MostTries { get; init; } = int.MaxValue;

    /// <summary>Whether a failure is tried again. Asked once for each.</summary>
    public Func<Exception, bool> MayPass { get; init; } = static _ => true;

    /// <summary>The pause that a failure asks for; null for the usual one.</summary>
    public Func<Exception, TimeSpan?> AskedFor { get; init; } = static _ => null;

    /// <summary>Told of each failure that is tried again, before the pause.</summary>
    public Action<FailedTry> OnRetry { get; init; } = static _ => { };

    /// <summary>Ends as the last try does. Being cancelled is never tried again.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, cancellationToken);
        try
        {
            return await (_pipeline ??= Build()).ExecuteAsync(static async (c, work) => await work(c.CancellationToken), context, work);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) => RunAsync(
        async token =>
        {
            await work(token);
            return true;
        },
        cancellationToken);

    private ResiliencePipeline Build() => new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
    {
        Delay = First,
        MaxDelay = Longest,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        MaxRetryAttempts = MostTries == int.MaxValue ? MostTries : MostTries - 1,
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is { } failure && !arguments.Context.CancellationToken.IsCancellationRequested && MayPass(failure)),
        DelayGenerator = arguments => ValueTask.FromResult(AskedFor(arguments.Outcome.Exception!)),
        OnRetry = arguments =>
        {
            OnRetry(new FailedTry(arguments.Outcome.Exception!, arguments.AttemptNumber + 1, arguments.RetryDelay));
            return ValueTask.CompletedTask;
        },
    }).Build();
}

/// <summary>A try that is followed by another.</summary>
/// <param name="Failure">How it ended.</param>
/// <param name="Number">Which one it was, from 1.</param>
/// <param name="Pause">How long it is until the next.</param>
public readonly record struct FailedTry(Exception Failure, int Number, TimeSpan Pause);
