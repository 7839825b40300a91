using Downstream.Grains.Abstractions.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Downstream.Gateway.Diagnostics.Health;

/// <summary>Whether the object store does a whole piece of its work for a silo.</summary>
internal sealed class StorageCheck(IGrainFactory grains) : IHealthCheck
{
    public const string Name = "storage";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var reason = await grains.GetGrain<IStorageProbeGrain>(0).Probe(cancellationToken).WaitAsync(cancellationToken);
        return reason is null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(reason);
    }
}
