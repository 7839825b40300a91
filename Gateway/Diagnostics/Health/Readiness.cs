namespace Downstream.Gateway.Diagnostics.Health;

/// <summary>
/// Whether this gateway should be sent requests: it has started, is a member of the cluster and does not stop. What all
/// gateways share does not count, or an outage of that would take every one of them out of the balancer.
/// </summary>
internal sealed class Readiness(IHostApplicationLifetime lifetime, IServiceProvider services)
{
    public bool IsReady =>
        lifetime.ApplicationStarted.IsCancellationRequested
        && !lifetime.ApplicationStopping.IsCancellationRequested
        && services.GetService<ISiloStatusOracle>() is null or { CurrentStatus: SiloStatus.Active };
}
