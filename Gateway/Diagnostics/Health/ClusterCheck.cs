using Downstream.Grains.Abstractions.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Downstream.Gateway.Diagnostics.Health;

/// <summary>Whether a grain answers.</summary>
internal sealed class ClusterCheck(IGrainFactory grains) : IHealthCheck
{
    public const string Name = "cluster";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await grains.GetGrain<IStorageProbeGrain>(0).Ping(cancellationToken).WaitAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
