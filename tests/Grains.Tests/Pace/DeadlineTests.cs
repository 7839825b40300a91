using Downstream.Grains.Pace;
using Microsoft.Extensions.Time.Testing;

namespace Downstream.Grains.Tests.Pace;

public sealed class DeadlineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void It_passes_when_its_time_is_over()
    {
        using var deadline = new Deadline(Limit, _time, CancellationToken.None);
        _time.Advance(Limit);

        Assert.True(deadline.HasPassed);
        Assert.True(deadline.Token.IsCancellationRequested);
        Assert.True(deadline.Ended(new OperationCanceledException()));
        Assert.False(deadline.Ended(new TimeoutException()));
    }

    [Fact]
    public void It_begins_anew_when_it_is_renewed()
    {
        using var deadline = new Deadline(Limit, _time, CancellationToken.None);
        _time.Advance(Limit / 2);
        deadline.Renew();
        _time.Advance(Limit / 2);

        Assert.False(deadline.HasPassed);
        _time.Advance(Limit / 2);
        Assert.True(deadline.HasPassed);
    }

    [Fact]
    public void Who_cancels_before_is_not_the_limit()
    {
        using var asker = new CancellationTokenSource();
        using var deadline = new Deadline(Limit, _time, asker.Token);
        asker.Cancel();

        Assert.True(deadline.Token.IsCancellationRequested);
        Assert.False(deadline.Ended(new OperationCanceledException()));
    }
}
