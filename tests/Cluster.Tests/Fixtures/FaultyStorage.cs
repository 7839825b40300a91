using Orleans.Storage;

namespace Downstream.Cluster.Tests.Fixtures;

/// <summary>Grain storage whose writes fail when the test says so: before they reach the store, or after, with the answer lost.</summary>
internal sealed class FaultyStorage(IGrainStorage inner) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private int _refuse;
    private int _loseAnswers;

    private TaskCompletionSource? _writing;
    private TaskCompletionSource? _gate;
    private TaskCompletionSource? _clearing;
    private TaskCompletionSource? _clearGate;

    /// <summary>Holds the next write until it is released; the task completes when the write has begun.</summary>
    public Task HoldNextWrite()
    {
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _writing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _writing.Task;
    }

    /// <summary>Holds the next clearing of a state until it is released; the task completes when it has begun.</summary>
    public Task HoldNextClear()
    {
        _clearGate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _clearing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _clearing.Task;
    }

    public void ReleaseClear() => Interlocked.Exchange(ref _clearGate, null)?.SetResult();

    public void Release() => Interlocked.Exchange(ref _gate, null)?.SetResult();

    /// <summary>Refuses writes of states whose name begins like this, until it is null again.</summary>
    public string? Refused { get; set; }

    public void RefuseNextWrite() => Interlocked.Increment(ref _refuse);

    public void LoseNextAnswer() => Interlocked.Increment(ref _loseAnswers);

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

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if ((stateName == "job" && Take(ref _refuse)) || (Refused is { } refused && stateName.StartsWith(refused, StringComparison.Ordinal)))
            throw new IOException("The store refused the write.");

        if (stateName == "job" && _gate is { } gate)
        {
            _writing!.TrySetResult();
            await gate.Task;
        }

        await inner.WriteStateAsync(stateName, grainId, grainState);
        if (stateName == "job" && Take(ref _loseAnswers))
            throw new IOException("The answer to the write was lost.");
    }

    private static bool Take(ref int count)
    {
        if (Interlocked.Decrement(ref count) >= 0)
            return true;

        Interlocked.Increment(ref count);
        return false;
    }
}
