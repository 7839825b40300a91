using System.Collections.Concurrent;
using Orleans.Storage;

namespace Downstream.Cluster.Tests.Fixtures;

/// <summary>Grain storage whose writes fail when the test says so, and that counts what is read.</summary>
internal sealed class FaultyStorage(IGrainStorage inner) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>Refuses writes of states whose name begins like this, until it is null again.</summary>
    public string? Refused { get; set; }

    /// <summary>The names of the states that were read, until the test clears them.</summary>
    public ConcurrentQueue<string> Reads { get; } = new();

    public void Participate(ISiloLifecycle lifecycle) => ((ILifecycleParticipant<ISiloLifecycle>)inner).Participate(lifecycle);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Reads.Enqueue(stateName);
        return inner.ReadStateAsync(stateName, grainId, grainState);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Refused is { } refused && stateName.StartsWith(refused, StringComparison.Ordinal)
            ? throw new IOException("The store refused the write.")
            : inner.WriteStateAsync(stateName, grainId, grainState);
}
