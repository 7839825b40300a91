using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Polly;
using Polly.Retry;

namespace Downstream.Grains.Pace;

/// <summary>Tries again what may pass, after pauses that double, with jitter, from the first to the longest. Keeps to the scheduler that it is called on.</summary>
/// <param name="time">What the pauses are measured by.</param>
public sealed class Retries(TimeProvider time)
{
    private static readonly ResiliencePropertyKey<Retries> Current = new("downstream.retries");

    /// <summary>
    /// One pipeline for all retries of one pace: the library checks each that is built, under a lock of the whole process,
    /// in which threads stood in line when every file had pipelines of its own.
    /// </summary>
    private static readonly ConditionalWeakTable<TimeProvider, ConcurrentDictionary<Pace, Lazy<ResiliencePipeline>>> Pipelines = [];

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
        context.Properties.Set(Current, this);
        try
        {
            return await Pipeline().ExecuteAsync(static async (c, work) => await work(c.CancellationToken), context, work);
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

    private ResiliencePipeline Pipeline() => Pipelines.GetOrCreateValue(time)
        .GetOrAdd(new Pace(First, Longest, MostTries), static (pace, time) => new Lazy<ResiliencePipeline>(() => Build(pace, time)), time).Value;

    private static ResiliencePipeline Build(Pace pace, TimeProvider time) => new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
    {
        Delay = pace.First,
        MaxDelay = pace.Longest,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        MaxRetryAttempts = pace.MostTries == int.MaxValue ? pace.MostTries : pace.MostTries - 1,
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is { } failure && !arguments.Context.CancellationToken.IsCancellationRequested && Of(arguments.Context).MayPass(failure)),
        DelayGenerator = arguments => ValueTask.FromResult(Of(arguments.Context).AskedFor(arguments.Outcome.Exception!)),
        OnRetry = arguments =>
        {
            Of(arguments.Context).OnRetry(new FailedTry(arguments.Outcome.Exception!, arguments.AttemptNumber + 1, arguments.RetryDelay));
            return ValueTask.CompletedTask;
        },
    }).Build();

    private static Retries Of(ResilienceContext context) => context.Properties.GetValue(Current, null!);

    private readonly record struct Pace(TimeSpan First, TimeSpan Longest, int MostTries);
}

/// <summary>A try that is followed by another.</summary>
/// <param name="Failure">How it ended.</param>
/// <param name="Number">Which one it was, from 1.</param>
/// <param name="Pause">How long it is until the next.</param>
public readonly record struct FailedTry(Exception Failure, int Number, TimeSpan Pause);
