namespace Downstream.Grains.Pace;

/// <summary>A time limit for awaits, beside whoever else may cancel them.</summary>
public sealed class Deadline : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _passed;
    private readonly CancellationTokenSource _either;

    /// <param name="limit">From now on.</param>
    /// <param name="time">What it is measured by.</param>
    /// <param name="cancellationToken">Cancels <see cref="Token"/> too.</param>
    public Deadline(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken = default)
    {
        _limit = limit;
        _passed = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_passed.Token, cancellationToken);
    }

    /// <summary>Cancelled when the limit has passed, or before by somebody else.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether the limit has passed.</summary>
    public bool HasPassed => _passed.IsCancellationRequested;

    /// <summary>Whether a failure is that the limit has passed.</summary>
    public bool Ended(Exception failure) => failure is OperationCanceledException && HasPassed;

    /// <summary>Begins the limit anew, if it has not passed: then it is for silence.</summary>
    public void Renew() => _passed.CancelAfter(_limit);

    public void Dispose()
    {
        _either.Dispose();
        _passed.Dispose();
    }
}
