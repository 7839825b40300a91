namespace Downstream.Silo.Hosting.Telemetry;

/// <summary>This process among those of the cluster, as its telemetry names it.</summary>
/// <param name="Service">What it does: <c>downstream-gateway</c> or <c>downstream-silo</c>.</param>
/// <param name="Id">Its own name, which no other process has at the same time.</param>
internal sealed record ServiceInstance(string Service, string Id)
{
    public static ServiceInstance Of(string service) => new(service, $"{Environment.MachineName}-{Environment.ProcessId}");
}
