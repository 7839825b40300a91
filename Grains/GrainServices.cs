using Downstream.Grains.Archives;
using Downstream.Grains.Files;
using Downstream.Grains.Jobs;
using Downstream.Grains.Recovery;
using Downstream.Grains.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Downstream.Grains;

/// <summary>Registers what the grains need, besides an object store and an origin.</summary>
public static class GrainServices
{
    public static IServiceCollection AddJobs(this IServiceCollection services, JobOptions jobs, DelayOptions delay, PreparationOptions preparation)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(jobs).AddSingleton(delay).AddSingleton(preparation);
        services.AddSingleton<JobViews>().AddSingleton<JobMetrics>().AddSingleton<ArchiveWriter>();
        services.AddSingleton<FilePreparation>().AddSingleton<FilePreparationMetrics>();
        services.TryAddSingleton<RecoveryOptions>();
        services.AddSingleton(new TransferSlots(preparation.MaxConcurrentFiles));
        return services;
    }

    /// <summary>Adds what recovers from the loss of a silo. To be called after the silo's own hosted service is added.</summary>
    public static IServiceCollection AddRecovery(this IServiceCollection services)
    {
        services.TryAddSingleton<RecoveryOptions>();
        services.AddHostedService<LossWatch>();
        return services;
    }
}
