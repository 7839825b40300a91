namespace Downstream.Gateway.Events.Pace;

/// <summary>Waits that double from the first to the last, each with jitter so that many feeds do not ask at the same moment.</summary>
internal struct Backoff(TimeSpan first, TimeSpan last)
{
    private TimeSpan _next;

    public TimeSpan Next()
    {
        var wait = _next == TimeSpan.Zero ? first : _next;
        _next = wait * 2 < last ? wait * 2 : last;
        return Jitter.Around(wait, 0.25);
    }

    public void Reset() => _next = TimeSpan.Zero;
}
