using System.Net;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests;

/// <summary>What an orchestrator asks a silo.</summary>
[Collection(OneSilo.Name)]
public sealed class SiloProbeTests(OneSilo shared)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_probe_command_of_a_silo_is_not_content_with_one_that_cannot_work()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var cluster = await shared.WholeAsync(cancellationToken);
        var port = ("OPERATIONS_PORT", cluster.Silos[0].Port);

        var (well, _) = await ProbeTests.ProbeAsync(SiloProcess.AssemblyMetadataKey, port, cancellationToken);
        await cluster.StopStoreAsync();
        var (ill, why) = (0, "");
        await Poll.UntilAsync(
            async () =>
            {
                (ill, why) = await ProbeTests.ProbeAsync(SiloProcess.AssemblyMetadataKey, port, cancellationToken);
                return ill != 0;
            },
            Poll.Limit,
            cancellationToken);

        Assert.Equal((0, 1), (well, ill));
        Assert.Contains("503", why, StringComparison.Ordinal);
    }

    /// <summary>The operations port of either program has no authentication: it is for the machine itself unless it is told otherwise.</summary>
    [Fact]
    public async Task A_silo_shows_its_private_port_to_the_machine_alone_unless_it_is_told_otherwise()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var cluster = await shared.WholeAsync(cancellationToken);
        var silo = cluster.Silos[0];
        Assert.All(ProbeTests.Listeners(silo.Port), address => Assert.True(IPAddress.IsLoopback(address), $"{address}"));

        await silo.StopAsync(Limit, cancellationToken);
        silo.Set("OPERATIONS_ADDRESS", "0.0.0.0");
        await silo.StartAsync(cancellationToken);
        silo.Unset("OPERATIONS_ADDRESS");
        Assert.Equal([IPAddress.Any], ProbeTests.Listeners(silo.Port));
    }
}
