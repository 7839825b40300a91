using System.Net;
using CsCheck;
using Downstream.Gateway.RateLimiting;
using Downstream.Gateway.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Downstream.Gateway.Tests.RateLimiting;

public sealed class SharedRateLimiterTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeLeases _leases;

    public SharedRateLimiterTests() => _leases = new FakeLeases(_time);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100)]
    public async Task Two_gateways_let_as_many_through_as_one_would(int limit)
    {
        IRateLimiter[] gateways = [Gateway(limit), Gateway(limit)];
        var allowed = 0;
        for (var i = 0; i < 3 * limit; i++)
            allowed += (await Count(gateways[i % 2])).Allowed ? 1 : 0;

        Assert.Equal(limit, allowed);
        Assert.Equal(new RateLimitState(false, limit, 0, Window), await Count(gateways[0]));

        _time.Advance(Window);
        Assert.True((await Count(gateways[1])).Allowed);
    }

    [Fact]
    public async Task One_gateway_counts_down_one_by_one_and_seldom_asks()
    {
        const int limit = 1000;
        var gateway = Gateway(limit);
        for (var left = limit - 1; left >= 0; left--)
            Assert.Equal(new RateLimitState(true, limit, left, Window), await Count(gateway));

        var calls = _leases.Of("a").Calls;
        Assert.InRange(calls, 10, 50);
        for (var i = 0; i < 100; i++)
            Assert.False((await Count(gateway)).Allowed);

        Assert.Equal(calls, _leases.Of("a").Calls);
    }

    [Fact]
    public async Task Reading_uses_nothing_up_and_asks_nobody()
    {
        var gateway = Gateway(10);
        Assert.Equal(new RateLimitState(true, 10, 10, Window), await Count(gateway, consume: false));
        Assert.Equal(0, _leases.Of("a").Calls);

        await Count(gateway);
        Assert.Equal(new RateLimitState(true, 10, 9, Window), await Count(gateway, consume: false));
    }

    [Fact]
    public async Task Racing_requests_on_two_gateways_get_exactly_the_limit()
    {
        IRateLimiter[] gateways = [Gateway(100), Gateway(100)];
        var states = await Task.WhenAll(Enumerable.Range(0, 600).Select(i => Task.Run(async () => await Count(gateways[i % 2]))))
            .WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(100, states.Count(state => state.Allowed));
        Assert.Equal(100, _leases.Of("a").Granted);
    }

    [Fact]
    public void No_window_lets_more_through_than_its_limit_whatever_the_times() =>
        Gen.Select(Gen.Int[1, 30], Gen.Select(Gen.Int[0, 2], Gen.Int[1, 12], Gen.Int[0, 4000]).Array[1, 60]).Sample((limit, bursts) =>
        {
            var time = new FakeTimeProvider();
            var leases = new FakeLeases(time);
            IRateLimiter[] gateways = [Gateway(limit, leases), Gateway(limit, leases), Gateway(limit, leases)];
            var ends = DateTimeOffset.MinValue;
            var allowed = 0;
            foreach (var (gateway, requests, milliseconds) in bursts)
            {
                for (var i = 0; i < requests; i++)
                {
                    var before = leases.Of("a").Granted;
                    var state = gateways[gateway].CountAsync("a", true, CancellationToken.None);
                    Assert.True(state.IsCompletedSuccessfully);

                    // The first lease after a window's end begins the next one.
                    if (time.GetUtcNow() >= ends && leases.Of("a").Granted > before)
                        (ends, allowed) = (time.GetUtcNow() + Window, 0);
                    allowed += state.Result.Allowed ? 1 : 0;
                    Assert.InRange(allowed, 0, limit);
                    Assert.True(time.GetUtcNow() < ends, "a permit was used after the end of its window");
                }

                time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            }
        }, iter: 500);

    [Fact]
    public async Task A_Redis_that_does_not_answer_in_time_leaves_it_to_the_own_window_until_it_does()
    {
        var gateway = Gateway(100);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _leases.Of("a").Gate = gate.Task;

        var first = Count(gateway).AsTask();
        _time.Advance(SharedRateLimiter.Patience - TimeSpan.FromMilliseconds(1));
        Assert.False(first.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(99, (await first.WaitAsync(Deadline, TestContext.Current.CancellationToken)).Remaining);

        var second = Count(gateway);
        Assert.True(second.IsCompleted);
        Assert.Equal(98, (await second).Remaining);
        Assert.Equal(1, _leases.Of("a").Calls);
        Assert.Equal(99, (await Count(gateway, "b")).Remaining);

        gate.SetResult();
        using var limit = new CancellationTokenSource(Deadline);
        while ((await Count(gateway, consume: false)).Remaining < 99)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        // From its sending on: the window that it was taken from ends no earlier.
        Assert.Equal(Window - SharedRateLimiter.Patience, (await Count(gateway)).Reset);
    }

    [Fact]
    public async Task A_Redis_that_fails_is_asked_again_after_a_second()
    {
        var gateway = Gateway(100);
        _leases.Failure = new TimeoutException();
        Assert.Equal(99, (await Count(gateway)).Remaining);
        _leases.Failure = null;
        Assert.Equal(98, (await Count(gateway)).Remaining);
        Assert.Equal(0, _leases.Of("a").Calls);

        _time.Advance(SharedRateLimiter.AskAgainAfter);
        Assert.Equal(99, (await Count(gateway)).Remaining);
        Assert.Equal(1, _leases.Of("a").Calls);
    }

    [Fact]
    public async Task Over_http_the_gateways_of_a_cluster_share_the_limit()
    {
        await using var one = await TestGateway.StartAsync(Shared, "RATE_LIMIT_MAX_REQUESTS=20");
        await using var two = await TestGateway.StartAsync(Shared, "RATE_LIMIT_MAX_REQUESTS=20");
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 25; i++)
        {
            using var first = await one.GetAsync("/");
            using var second = await two.GetAsync("/");
            answers.AddRange([first.StatusCode, second.StatusCode]);
        }

        Assert.Equal(20, answers.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(30, answers.Count(status => status == HttpStatusCode.TooManyRequests));

        void Shared(WebApplicationBuilder builder)
        {
            builder.Services.ShareRateLimits();
            builder.Services.AddSingleton<TakeLease>(_leases.TakeAsync);
        }
    }

    private SharedRateLimiter Gateway(int limit) => Gateway(limit, _leases);

    private static SharedRateLimiter Gateway(int limit, FakeLeases leases)
    {
        var options = new RateLimitOptions { MaxRequests = limit, Window = Window };
        return new SharedRateLimiter(
            options, leases.TakeAsync, new FixedWindowRateLimiter(options, leases.Time), leases.Time, NullLogger<SharedRateLimiter>.Instance);
    }

    private static ValueTask<RateLimitState> Count(IRateLimiter gateway, string client = "a", bool consume = true) =>
        gateway.CountAsync(client, consume, TestContext.Current.CancellationToken);
}
