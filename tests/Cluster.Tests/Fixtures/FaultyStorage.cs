using Orleans.Storage;

namespace Downstream.Cluster.Tests.Fixtures;

/// <summary>Grain storage whose writes and clearings fail, or wait, when the test says so.</summary>
internal sealed class FaultyStorage(IGrainStorage inner) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private TaskCompletionSource? _clearing;
    private TaskCompletionSource? _clearGate;

    /// <summary>Holds the next clearing of a state until it is released; the task completes when it has begun.</summary>
    public Task HoldNextClear()
    {
        _clearGate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _clearing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _clearing.Task;
    }

    public void ReleaseClear() => Interlocked.Exchange(ref _clearGate, null)?.SetResult();

    /// <summary>Refuses writes of states whose name begins like this, until it is null again.</summary>
    public string? Refused { get; set; }

    public void Participate(ISiloLifecycle lifecycle) => ((ILifecycleParticipant<ISiloLifecycle>)inner).Participate(lifecycle);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_clearGate is { } gate)
        {
            _clearing!.TrySetResult();
            await gate.Task;
        }

        await inner.ClearStateAsync(stateName, grainId, grainState);
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Refused is { } refused && stateName.StartsWith(refused, StringComparison.Ordinal)
            ? throw new IOException("The store refused the write.")
            : inner.WriteStateAsync(stateName, grainId, grainState);
}
