using Downstream.Silo.Hosting.Telemetry.Performance;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Downstream.Silo.Hosting.Telemetry.Exchange;

/// <summary>What lets the processes of a cluster tell each other of themselves.</summary>
internal static class ExchangeServices
{
    public static void AddDiagnosticsExchange(this IServiceCollection services, string clusterId)
    {
        services.TryAddSingleton<PerformanceMeter>();
        services.AddSingleton(new ClusterName(clusterId));
        services.AddSingleton<DiagnosticsExchange>();
        services.AddHostedService(provider => provider.GetRequiredService<DiagnosticsExchange>());
    }
}
