namespace Downstream.Grains.Tests.Storage;

/// <summary>The system's clock, on which waits take a moment.</summary>
/// <param name="longest">Timers that are longer than this are limits, not waits.</param>
internal sealed class HastyClock(TimeSpan longest) : TimeProvider
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > Moment && dueTime <= longest ? Moment : dueTime, period);
}
