namespace Downstream.Gateway.RateLimiting;

/// <summary>What this gateway holds of one address' window. One call at a time asks for more, for all who wait.</summary>
internal sealed class AddressLease(string address, RateLimitOptions options, TakeLease take, TimeProvider time, Action<Exception> failed)
{
    private readonly Lock _lock = new();

    // The call for more.
    private TaskCompletionSource? _asking;
    private long? _askedAt;
    private bool _isSilent;
    private int _waiting;

    // The lease, until its window ends.
    private long _since;
    private TimeSpan _lasts;
    private int _permits;
    private int _elsewhere;

    /// <summary>Where the address is; null when that is not known here.</summary>
    public RateLimitState? Peek()
    {
        lock (_lock)
            return TimeLeft(time.GetTimestamp()) is { } reset ? State(allowed: true, reset) : null;
    }

    /// <summary>Lets a request through or refuses it; null when Redis does not say.</summary>
    public async ValueTask<RateLimitState?> UseAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            TaskCompletionSource? toAsk = null;
            Task answer;
            TimeSpan patience;
            int wanted;
            lock (_lock)
            {
                var now = time.GetTimestamp();
                if (TryDecide(now) is { } state)
                    return state;

                if (_asking is null)
                {
                    if (_isSilent && time.GetElapsedTime(_askedAt!.Value, now) < SharedRateLimiter.AskAgainAfter)
                        return null;

                    _asking = toAsk = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    _askedAt = now;
                }

                answer = _asking.Task;
                wanted = ++_waiting;

                // Whoever finds a call that hangs does not wait all the time for it anew.
                patience = SharedRateLimiter.Patience - time.GetElapsedTime(Math.Min(begun, _askedAt!.Value), now);
            }

            if (toAsk is not null)
                _ = AskAsync(toAsk, wanted);

            if (!await IsAnsweredAsync(answer, patience, cancellationToken))
                return null;
        }
    }

    private async Task<bool> IsAnsweredAsync(Task answer, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            if (patience <= TimeSpan.Zero)
                return answer.IsCompleted;

            await answer.WaitAsync(patience, time, cancellationToken);
            return true;
        }
        catch (TimeoutException exception)
        {
            failed(exception);
            return false;
        }
        finally
        {
            lock (_lock)
                _waiting--;
        }
    }

    /// <summary>Asks Redis. The call ends by itself, at the latest with its time limit; an answer that is late counts all the same.</summary>
    private async Task AskAsync(TaskCompletionSource asking, int wanted)
    {
        RateLimitLease? lease = null;
        var sentAt = time.GetTimestamp();
        try
        {
            lease = await take(address, wanted, options);
        }
        catch (Exception exception)
        {
            failed(exception);
        }

        lock (_lock)
        {
            _asking = null;
            _isSilent = lease is null;
            if (lease is not null)
            {
                // From before the call on, so that no permit is used after the window it was taken from.
                (_since, _lasts, _permits, _elsewhere) = (sentAt, lease.Reset, lease.Granted, lease.Remaining);
            }
        }

        asking.SetResult();
    }

    private RateLimitState? TryDecide(long now)
    {
        if (TimeLeft(now) is not { } reset)
            return null;
        if (_permits > 0)
        {
            _permits--;
            return State(allowed: true, reset);
        }

        return _elsewhere == 0 ? State(allowed: false, reset) : null;
    }

    private TimeSpan? TimeLeft(long now)
    {
        var left = _lasts - time.GetElapsedTime(_since, now);
        return left > TimeSpan.Zero ? left : null;
    }

    private RateLimitState State(bool allowed, TimeSpan reset) => new(allowed, options.MaxRequests, _permits + _elsewhere, reset);
}
