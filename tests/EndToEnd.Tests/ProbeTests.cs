using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests;

/// <summary>What an orchestrator asks: by a command in the container, and on the private port.</summary>
public sealed class ProbeTests(ProbeTests.Server server) : IClassFixture<ProbeTests.Server>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_probe_command_says_whether_the_gateway_beside_it_is_ready()
    {
        var cancellationToken = TestContext.Current.CancellationToken;

        var (well, _) = await ProbeAsync(GatewayProcess.AssemblyMetadataKey, ("PORT", server.Gateway.Process.Port), cancellationToken);
        var (gone, why) = await ProbeAsync(GatewayProcess.AssemblyMetadataKey, ("PORT", FreePort.Next()), cancellationToken);

        Assert.Equal((0, 1), (well, gone));
        Assert.Contains("/health/ready did not answer", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_shows_its_metrics_on_the_private_port_and_nothing_else_there()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (gateway, port) = (server.Gateway, server.OperationsPort);
        var job = await gateway.InitiateAsync([70000], cancellationToken);
        await gateway.WaitForEndAsync(job, cancellationToken);
        Assert.All(Listeners(port), address => Assert.True(IPAddress.IsLoopback(address), $"{address}"));
        using var operators = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        var metrics = await operators.GetStringAsync("/metrics", cancellationToken);
        using var other = await operators.GetAsync(job.StatusPath, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Host = $"127.0.0.1:{port}" } };
        using var byClient = await gateway.Http.SendAsync(request, cancellationToken);

        Assert.Contains("downstream_job_submitted_total", metrics, StringComparison.Ordinal);
        Assert.Contains("downstream_event_lag_seconds_bucket{otel_scope_name=\"Downstream\",le=\"0.025\"}", metrics, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (other.StatusCode, byClient.StatusCode));
    }

    internal static List<IPAddress> Listeners(int port)
    {
        var addresses = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => listener.Port == port).Select(listener => listener.Address).ToList();
        Assert.NotEmpty(addresses);
        return addresses;
    }

    internal static async Task<(int ExitCode, string Error)> ProbeAsync(string program, (string Name, int Port) port, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [ServiceProcess.FindAssembly(program), "--probe"])
        {
            RedirectStandardError = true,
            Environment = { [port.Name] = $"{port.Port}" },
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken).WaitAsync(Limit, cancellationToken);
        return (process.ExitCode, await error);
    }

    /// <summary>One gateway with a private port.</summary>
    public sealed class Server : IAsyncLifetime
    {
        internal int OperationsPort { get; } = FreePort.Next();

        internal RunningGateway Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Gateway = await RunningGateway.StartAsync(TestContext.Current.CancellationToken, ("OPERATIONS_PORT", $"{OperationsPort}"));

        public ValueTask DisposeAsync() => Gateway?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
