using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests;

/// <summary>A silo with the servers it needs, shared by the tests that do no more than stop and start some of them. Every test begins with all of it running.</summary>
public sealed class OneSilo : IAsyncDisposable
{
    public const string Name = "One silo";

    private ClusterProcesses? _cluster;

    /// <summary>Starts it, or what is down of it. Skips the test where a server is not installed.</summary>
    public async Task<ClusterProcesses> WholeAsync(CancellationToken cancellationToken)
    {
        _cluster ??= await ClusterProcesses.StartAsync(1, 0, [], cancellationToken);
        await _cluster.RestoreAsync(cancellationToken);
        return _cluster;
    }

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>What shares the silo.</summary>
[CollectionDefinition(OneSilo.Name)]
public sealed class TestsOfOneSilo : ICollectionFixture<OneSilo>;
