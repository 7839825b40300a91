namespace Downstream.Gateway.Diagnostics.Health;

/// <summary>Tells whether the grains' state can be kept: a store that takes no writes is of no use.</summary>
internal interface IStateProbe
{
    /// <summary>Throws when it cannot.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);
}
