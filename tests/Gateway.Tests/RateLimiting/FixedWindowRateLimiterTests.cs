using Downstream.Gateway.RateLimiting;
using Microsoft.Extensions.Time.Testing;

namespace Downstream.Gateway.Tests.RateLimiting;

public sealed class FixedWindowRateLimiterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FixedWindowRateLimiter _limiter;

    public FixedWindowRateLimiterTests() =>
        _limiter = new FixedWindowRateLimiter(new RateLimitOptions { MaxRequests = 2, Window = TimeSpan.FromSeconds(10) }, _time);

    [Fact]
    public async Task A_window_starts_with_its_first_request_and_ends_after_its_time()
    {
        Assert.Equal(new RateLimitState(true, 2, 2, TimeSpan.FromSeconds(10)), await Count("a", consume: false));
        Assert.Equal(new RateLimitState(true, 2, 1, TimeSpan.FromSeconds(10)), await Count("a"));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(new RateLimitState(true, 2, 0, TimeSpan.FromSeconds(6)), await Count("a"));
        Assert.Equal(new RateLimitState(false, 2, 0, TimeSpan.FromSeconds(6)), await Count("a"));
        Assert.Equal(new RateLimitState(true, 2, 0, TimeSpan.FromSeconds(6)), await Count("a", consume: false));
        Assert.Equal(new RateLimitState(true, 2, 1, TimeSpan.FromSeconds(10)), await Count("b"));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(new RateLimitState(true, 2, 1, TimeSpan.FromSeconds(10)), await Count("a"));
    }

    [Fact]
    public async Task The_table_never_outgrows_its_bound_and_forgets_the_oldest_first()
    {
        for (var i = 0; i <= FixedWindowRateLimiter.MaxAddresses; i++)
            await Count($"client {i}");

        Assert.Equal(FixedWindowRateLimiter.MaxAddresses, _limiter.Count);
        Assert.Equal(1, (await Count("client 0")).Remaining);
        Assert.Equal(0, (await Count($"client {FixedWindowRateLimiter.MaxAddresses}")).Remaining);
    }

    [Fact]
    public async Task Windows_that_ended_leave_the_table()
    {
        await Count("a");
        await Count("b");
        _time.Advance(TimeSpan.FromSeconds(10));
        await Count("c");
        Assert.Equal(1, _limiter.Count);
    }

    [Fact]
    public async Task Racing_requests_get_exactly_what_is_left()
    {
        var states = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () => await Count("a"))));
        Assert.Equal(2, states.Count(state => state.Allowed));
    }

    private ValueTask<RateLimitState> Count(string client, bool consume = true) =>
        _limiter.CountAsync(client, consume, TestContext.Current.CancellationToken);
}
