using System.Diagnostics;
using System.Net;
using Downstream.Gateway.Diagnostics.Health;
using Downstream.Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Downstream.Gateway.Tests.Diagnostics;

public sealed class HealthTests
{
    private const string Healthy = """{"status":"healthy","checks":{"storage":"ok","cluster":"ok","state":"ok"}}""";

    [Fact]
    public async Task A_gateway_is_ready_whatever_becomes_of_what_all_gateways_share()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Cluster.State = () => throw new TimeoutException();
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
        await using var gateway = await TestGateway.StartAsync();
        gateway.Cluster.State = () => throw new TimeoutException();
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
        var asking = Stopwatch.StartNew();
        using var response = await gateway.GetAsync("/health");
        Assert.True(asked.Task.IsCompleted);
        Assert.InRange(asking.Elapsed, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(30));
        Assert.Equal("""{"status":"unhealthy","checks":{"storage":"error","cluster":"ok","state":"ok"}}""", await response.TextAsync());
    }

    [Fact]
    public async Task What_fails_is_said_once_with_its_reason_and_is_no_error_of_the_gateway()
    {
        var logs = new RecordingLogs();
        await using var gateway = await TestGateway.StartAsync(builder => builder.Services.AddSingleton<ILoggerProvider>(logs));
        gateway.Cluster.Storage.Answer = () => Task.FromResult<string?>("access denied");
        gateway.Cluster.State = () => throw new TimeoutException("redis-7.internal");
        (await gateway.GetAsync("/health")).Dispose();

        var said = logs.Lines.Where(line => line.Contains("Health", StringComparison.Ordinal)).Order().ToList();
        Assert.Equal(2, said.Count);
        Assert.StartsWith("Warning Downstream.Gateway.Diagnostics.Health.HealthChecks 2401 The health check of state failed: TimeoutException ", said[0], StringComparison.Ordinal);
        Assert.StartsWith("Warning Downstream.Gateway.Diagnostics.Health.HealthChecks 2401 The health check of storage failed: access denied ", said[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_that_takes_its_time_is_shared_too()
    {
        await using var gateway = await TestGateway.StartAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Cluster.Storage.Answer = () =>
        {
            asked.SetResult();
            return answer.Task;
        };
        var checks = gateway.Services.GetRequiredService<HealthChecks>();
        var first = checks.LookAsync();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        gateway.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Same(first, checks.LookAsync());

        answer.SetResult(null);
        Assert.True((await first).IsHealthy);
        Assert.Equal(1, gateway.Cluster.Storage.Calls);
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
}
