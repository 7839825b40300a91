namespace Downstream.Gateway.Diagnostics;

/// <summary>Asks whether the grains' state can be read.</summary>
internal interface IStateProbe
{
    /// <summary>Throws when it cannot.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);
}
