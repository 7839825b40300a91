using Downstream.Grains.Pace;

namespace Downstream.Grains.Tests.Pace;

public sealed class CoalescedTests
{
    private readonly TaskCompletionSource[] _rounds = [new(), new()];
    private readonly Coalesced _coalesced;
    private int _begun;

    public CoalescedTests() => _coalesced = new Coalesced(() => _rounds[_begun++].Task);

    [Fact]
    public async Task What_comes_during_a_round_shares_one_more()
    {
        var first = _coalesced.RunAsync();
        var (second, third) = (_coalesced.RunAsync(), _coalesced.RunAsync());

        Assert.Equal(1, _begun);
        _rounds[0].SetResult();
        await first;
        Assert.Equal(2, _begun);
        Assert.False(second.IsCompleted);
        _rounds[1].SetResult();
        await Task.WhenAll(second, third);
        Assert.Equal(2, _begun);
        Assert.False(_coalesced.IsRunning);
    }

    [Fact]
    public async Task A_round_that_fails_fails_those_who_asked_for_it_and_not_the_next()
    {
        var first = _coalesced.RunAsync();
        var second = _coalesced.RunAsync();

        _rounds[0].SetException(new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        _rounds[1].SetResult();
        await second;
        Assert.True(_coalesced.Last.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task It_is_idle_once_no_round_is_left()
    {
        _ = _coalesced.RunAsync();
        _ = _coalesced.RunAsync();
        var idle = _coalesced.IdleAsync();

        _rounds[0].SetException(new InvalidOperationException());
        Assert.False(idle.IsCompleted);
        _rounds[1].SetResult();
        await idle;
    }

    [Fact]
    public async Task A_round_may_ask_for_the_next_before_its_first_await()
    {
        var left = 3;
        Coalesced coalesced = null!;
        coalesced = new Coalesced(() =>
        {
            if (--left > 0)
                _ = coalesced.RunAsync();

            return Task.CompletedTask;
        });

        await coalesced.RunAsync();
        await coalesced.IdleAsync();

        Assert.Equal(0, left);
    }

    [Fact]
    public async Task What_comes_while_it_gathers_shares_the_round()
    {
        var (gathered, rounds) = (new TaskCompletionSource(), 0);
        var coalesced = new Coalesced(
            () =>
            {
                rounds++;
                return Task.CompletedTask;
            },
            () => gathered.Task);

        var asked = Task.WhenAll(coalesced.RunAsync(), coalesced.RunAsync());
        Assert.Equal(0, rounds);
        gathered.SetResult();
        await asked;

        Assert.Equal(1, rounds);
    }
}
