using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests;

/// <summary>What an orchestrator asks: by a command in the container, and on the private port.</summary>
public sealed class ProbeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_probe_command_says_whether_the_gateway_beside_it_is_ready()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var gateway = await RunningGateway.StartAsync(cancellationToken);

        var (well, _) = await ProbeAsync(GatewayProcess.AssemblyMetadataKey, ("PORT", gateway.Process.Port), cancellationToken);
        await gateway.Process.StopAsync(Limit, cancellationToken);
        var (gone, why) = await ProbeAsync(GatewayProcess.AssemblyMetadataKey, ("PORT", gateway.Process.Port), cancellationToken);

        Assert.Equal((0, 1), (well, gone));
        Assert.Contains("/health/ready did not answer", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_probe_command_of_a_silo_is_not_content_with_one_that_cannot_work()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await ClusterProcesses.StartAsync(1, 0, [], cancellationToken);
        var port = ("OPERATIONS_PORT", cluster.Silos[0].Port);

        var (well, _) = await ProbeAsync(SiloProcess.AssemblyMetadataKey, port, cancellationToken);
        await cluster.StopStoreAsync();
        var (ill, why) = (0, "");
        await Poll.UntilAsync(
            async () =>
            {
                (ill, why) = await ProbeAsync(SiloProcess.AssemblyMetadataKey, port, cancellationToken);
                return ill != 0;
            },
            Poll.Limit,
            cancellationToken);

        Assert.Equal((0, 1), (well, ill));
        Assert.Contains("503", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_shows_its_metrics_on_the_private_port_and_nothing_else_there()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var port = FreePort.Next();
        await using var gateway = await RunningGateway.StartAsync(cancellationToken, ("OPERATIONS_PORT", $"{port}"));
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

    /// <summary>The operations port of either program has no authentication: it is for the machine itself unless it is told otherwise.</summary>
    [Fact]
    public async Task A_silo_shows_its_private_port_to_the_machine_alone_unless_it_is_told_otherwise()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await ClusterProcesses.StartAsync(1, 0, [], cancellationToken);
        var silo = cluster.Silos[0];
        Assert.All(Listeners(silo.Port), address => Assert.True(IPAddress.IsLoopback(address), $"{address}"));

        await silo.StopAsync(Limit, cancellationToken);
        silo.Set("OPERATIONS_ADDRESS", "0.0.0.0");
        await silo.StartAsync(cancellationToken);
        Assert.Equal([IPAddress.Any], Listeners(silo.Port));
    }

    private static List<IPAddress> Listeners(int port)
    {
        var addresses = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => listener.Port == port).Select(listener => listener.Address).ToList();
        Assert.NotEmpty(addresses);
        return addresses;
    }

    private static async Task<(int ExitCode, string Error)> ProbeAsync(string program, (string Name, int Port) port, CancellationToken cancellationToken)
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
}
