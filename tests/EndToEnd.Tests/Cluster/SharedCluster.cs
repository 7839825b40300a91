using System.Globalization;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests.Cluster;

/// <summary>
/// The cluster that the fault tests share. Every test begins with a whole one, whatever the one before did. What the
/// members wrote last is kept in <c>FAULT_LOG_FOLDER</c>, where it is set.
/// </summary>
public sealed class SharedCluster : IAsyncDisposable
{
    private static readonly (string, string)[] Settings =
    [
        ("DOWNLOAD_DELAY_MIN_MS", Milliseconds(FaultLoad.ShortestDelay)),
        ("DOWNLOAD_DELAY_MAX_MS", Milliseconds(FaultLoad.LongestDelay)),
        ("PROGRESS_INTERVAL_MS", "250"),

        // The ends of jobs are read from the silos' logs.
        ("Logging__LogLevel__Downstream.Grains.Jobs.JobGrain", "Debug"),
    ];

    private readonly int _silos;
    private readonly int _gatewayCount;
    private readonly (string, string)[] _more;
    private ClusterProcesses? _processes;
    private List<RunningGateway> _gateways = [];

    public SharedCluster()
        : this(silos: 3, gateways: 2)
    {
    }

    /// <summary>One that a test has for itself, with settings that the others would not bear.</summary>
    internal SharedCluster(int silos, int gateways, params (string, string)[] more) => (_silos, _gatewayCount, _more) = (silos, gateways, more);

    internal ClusterProcesses Processes => _processes ?? throw new InvalidOperationException("The cluster was not started.");

    /// <summary>The gateways, each with a client of its own.</summary>
    internal IReadOnlyList<RunningGateway> Running => _gateways;

    /// <summary>Starts the cluster, or what is down of it. Skips the test where a server is not installed.</summary>
    internal async Task<ClusterProcesses> WholeAsync(CancellationToken cancellationToken)
    {
        if (_processes is null)
        {
            _processes = await ClusterProcesses.StartAsync(_silos, _gatewayCount, [.. Settings, .. _more], cancellationToken);
            _gateways = [.. _processes.Gateways.Select(gateway => new RunningGateway(gateway))];
        }
        else
        {
            await _processes.RestoreAsync(cancellationToken);
        }

        return _processes;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
            await gateway.DisposeAsync();

        if (_processes is null)
            return;

        await _processes.DisposeAsync();
        if (Environment.GetEnvironmentVariable("FAULT_LOG_FOLDER") is { Length: > 0 } folder)
        {
            foreach (var member in _processes.Members)
                await File.WriteAllLinesAsync(Path.Combine(folder, $"{member.GetType().Name}-{member.Port}.log"), member.Output.Lines);
        }

        Assert.Empty(_processes.Members.SelectMany(member => member.Output.Leaks));
    }

    private static string Milliseconds(TimeSpan delay) => delay.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);
}

/// <summary>What shares the cluster.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClusterFaults : ICollectionFixture<SharedCluster>
{
    public const string Name = "Faults of a cluster";
}
