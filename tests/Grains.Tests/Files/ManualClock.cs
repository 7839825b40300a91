using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Downstream.Grains.Tests.Files;

/// <summary>A clock that stands still, and tells of every wait that is begun so that the test can let it pass.</summary>
/// <param name="longest">Timers that are longer than this are limits, not waits.</param>
internal sealed class ManualClock(TimeSpan longest) : FakeTimeProvider
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= longest)
            _waits.Writer.TryWrite(dueTime);

        return timer;
    }

    /// <summary>The next wait, once it has begun.</summary>
    public async Task<TimeSpan> NextWaitAsync() =>
        await _waits.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Deadline);

    /// <summary>Lets waits pass until the work is done.</summary>
    /// <param name="work">The work.</param>
    /// <param name="inWait">Looks around in each wait before it passes.</param>
    /// <returns>The waits.</returns>
    public async Task<List<TimeSpan>> PassWaitsUntilAsync(Task work, Action? inWait = null)
    {
        var waits = new List<TimeSpan>();
        while (true)
        {
            var next = _waits.Reader.WaitToReadAsync(TestContext.Current.CancellationToken).AsTask();
            if (await Task.WhenAny(next, work).WaitAsync(Deadline) == work && !_waits.Reader.TryPeek(out _))
                return waits;

            while (_waits.Reader.TryRead(out var wait))
            {
                waits.Add(wait);
                inWait?.Invoke();
                Advance(wait);
            }
        }
    }
}
