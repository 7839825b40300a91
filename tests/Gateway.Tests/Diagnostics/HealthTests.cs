using System.Net;
using Downstream.Gateway.Diagnostics.Health;
using Downstream.Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Diagnostics;

public sealed class HealthTests
{
    private const string Healthy = """{"status":"healthy","checks":{"storage":"ok","cluster":"ok","state":"ok"}}""";

    [Fact]
    public async Task A_gateway_is_ready_whatever_becomes_of_what_all_gateways_share()
    {
        await using var gateway = await TestGateway.StartAsync(builder => builder.Services.AddSingleton<IStateProbe, BrokenState>());
        gateway.Cluster.Failure = new SiloUnavailableException();
        using var health = await gateway.GetAsync("/health");
        using var ready = await gateway.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal("""{"status":"healthy"}""", await ready.TextAsync());
    }

    [Fact]
    public async Task A_service_that_has_all_it_needs_is_healthy()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Healthy, await response.TextAsync());
        Assert.Equal("no-store", response.Header("Cache-Control"));
    }

    [Fact]
    public async Task A_store_that_fails_is_the_stores_error()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Cluster.Storage.Answer = () => Task.FromResult<string?>("access denied");
        using var response = await gateway.GetAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("""{"status":"unhealthy","checks":{"storage":"error","cluster":"ok","state":"ok"}}""", await response.TextAsync());
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_is_an_error_but_the_process_lives()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Cluster.Failure = new SiloUnavailableException();
        using var response = await gateway.GetAsync("/health");
        Assert.Equal("""{"status":"unhealthy","checks":{"storage":"error","cluster":"error","state":"ok"}}""", await response.TextAsync());
        using var live = await gateway.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal("""{"status":"healthy"}""", await live.TextAsync());
    }

    [Fact]
    public async Task State_that_cannot_be_read_is_its_own_error()
    {
        await using var gateway = await TestGateway.StartAsync(builder => builder.Services.AddSingleton<IStateProbe, BrokenState>());
        using var response = await gateway.GetAsync("/health");
        Assert.Equal("""{"status":"unhealthy","checks":{"storage":"ok","cluster":"ok","state":"error"}}""", await response.TextAsync());
    }

    [Fact]
    public async Task A_check_that_hangs_is_given_up_after_two_seconds()
    {
        await using var gateway = await TestGateway.StartAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Cluster.Storage.Answer = () =>
        {
            asked.SetResult();
            return new TaskCompletionSource<string?>().Task;
        };
        var pending = gateway.GetAsync("/health");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        // The limit is armed right after the call; the clock moves until it has been seen.
        while (!pending.IsCompleted)
        {
            gateway.Time.Advance(TimeSpan.FromSeconds(2));
            await Task.WhenAny(pending, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        using var response = await pending;
        Assert.Equal("""{"status":"unhealthy","checks":{"storage":"error","cluster":"ok","state":"ok"}}""", await response.TextAsync());
    }

    [Fact]
    public async Task An_answer_is_shared_for_five_seconds()
    {
        await using var gateway = await TestGateway.StartAsync();
        for (var i = 0; i < 5; i++)
            (await gateway.GetAsync("/health")).Dispose();
        Assert.Equal(1, gateway.Cluster.Storage.Calls);

        gateway.Time.Advance(TimeSpan.FromSeconds(5));
        gateway.Cluster.Storage.Answer = () => Task.FromResult<string?>("gone");
        using var later = await gateway.GetAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, later.StatusCode);
        Assert.Equal(2, gateway.Cluster.Storage.Calls);
    }

    private sealed class BrokenState : IStateProbe
    {
        public Task ProbeAsync(CancellationToken cancellationToken) => throw new TimeoutException();
    }
}
