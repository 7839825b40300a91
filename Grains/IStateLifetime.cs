namespace Downstream.Grains;

/// <summary>
/// How long state is kept. What is unfinished has no time to live: a store that is short of memory takes what has one
/// first. Only what has ended is given one, before anybody forgets that it is there.
/// </summary>
public interface IStateLifetime
{
    /// <summary>Lets the store drop the state after a while. Idempotent.</summary>
    /// <param name="stateName">The name of the state.</param>
    /// <param name="grainId">Whose it is.</param>
    /// <param name="lifetime">From now on.</param>
    Task ExpireAsync(string stateName, GrainId grainId, TimeSpan lifetime);

    /// <summary>Takes the time to live away again. Idempotent.</summary>
    /// <param name="stateName">The name of the state.</param>
    /// <param name="grainId">Whose it is.</param>
    Task KeepAsync(string stateName, GrainId grainId);
}
