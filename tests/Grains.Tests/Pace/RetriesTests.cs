using Downstream.Grains.Pace;
using Downstream.Grains.Tests.Files;

namespace Downstream.Grains.Tests.Pace;

public sealed class RetriesTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);

    private readonly ManualClock _clock = new(TimeSpan.FromHours(1));
    private readonly List<FailedTry> _failed = [];
    private int _tries;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_tries_as_often_as_it_may_and_ends_as_the_last_try()
    {
        var work = Paced(most: 4).RunAsync(Fail, Cancellation);
        var waits = await _clock.PassWaitsUntilAsync(work);

        await Assert.ThrowsAsync<TimeoutException>(() => work);
        Assert.Equal(4, _tries);
        Assert.Equal([1, 2, 3], _failed.Select(failed => failed.Number));
        Assert.Equal(waits.Count, _failed.Count);
        Assert.All(waits.Zip(_failed), pause => Assert.InRange(pause.Second.Pause - pause.First, TimeSpan.Zero, TimeSpan.FromMilliseconds(1)));
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.Zero, Longest));
    }

    [Fact]
    public async Task What_may_not_pass_is_not_tried_again()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Paced(mayPass: _ => false).RunAsync(Fail, Cancellation));

        Assert.Equal(1, _tries);
    }

    [Fact]
    public async Task A_pause_that_a_failure_asks_for_is_taken()
    {
        var work = Paced(most: 2, askedFor: TimeSpan.FromSeconds(50)).RunAsync(Fail, Cancellation);

        Assert.Equal([TimeSpan.FromSeconds(50)], await _clock.PassWaitsUntilAsync(work));
        await Assert.ThrowsAsync<TimeoutException>(() => work);
    }

    [Fact]
    public async Task Being_cancelled_ends_the_pause()
    {
        using var stop = new CancellationTokenSource();
        var work = Paced().RunAsync(Fail, stop.Token);
        await _clock.NextWaitAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        Assert.Equal(1, _tries);
    }

    [Fact]
    public async Task It_keeps_to_the_scheduler_that_it_is_called_on()
    {
        var grain = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var seen = new List<TaskScheduler>();
        var work = Task.Factory.StartNew(
            () => Paced(most: 3).RunAsync(
                _ =>
                {
                    seen.Add(TaskScheduler.Current);
                    return seen.Count < 3 ? Task.FromException(new TimeoutException()) : Task.CompletedTask;
                },
                Cancellation),
            Cancellation, TaskCreationOptions.None, grain).Unwrap();
        await _clock.PassWaitsUntilAsync(work);
        await work;

        Assert.Equal([grain, grain, grain], seen);
    }

    [Fact]
    public async Task Those_of_one_pace_keep_their_own_rules()
    {
        var others = new List<FailedTry>();
        var patient = Paced(most: 3).RunAsync(Fail, Cancellation);
        var other = new Retries(_clock)
        {
            First = TimeSpan.FromSeconds(1),
            Longest = Longest,
            MostTries = 3,
            MayPass = failure => failure is IOException,
            OnRetry = others.Add,
        }.RunAsync(_ => others.Count == 0 ? Task.FromException(new IOException()) : Task.FromException(new FormatException()), Cancellation);
        await _clock.PassWaitsUntilAsync(Task.WhenAll(patient, other));

        await Assert.ThrowsAsync<TimeoutException>(() => patient);
        await Assert.ThrowsAsync<FormatException>(() => other);
        Assert.Equal(2, _failed.Count);
        Assert.Single(others);
    }

    private Retries Paced(int most = int.MaxValue, Func<Exception, bool>? mayPass = null, TimeSpan? askedFor = null) => new(_clock)
    {
        First = TimeSpan.FromSeconds(1),
        Longest = Longest,
        MostTries = most,
        MayPass = mayPass ?? (_ => true),
        AskedFor = _ => askedFor,
        OnRetry = _failed.Add,
    };

    private Task Fail(CancellationToken cancellationToken)
    {
        _tries++;
        return Task.FromException(new TimeoutException());
    }
}
