using Downstream.Gateway.Jobs;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Downstream.Gateway.Events;

/// <summary>Registers event streams, and the waits that share their feeds.</summary>
internal static class EventServices
{
    public static IServiceCollection AddEventStreams(this IServiceCollection services, Action<EventStreamOptions>? configure = null)
    {
        services.AddOptions<EventStreamOptions>().Configure(configure ?? (_ => { })).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => JobGrains.From(provider.GetRequiredService<IGrainFactory>()));
        services.AddSingleton<EventStreamMetrics>();
        services.AddSingleton<JobFeeds>();
        services.AddSingleton<JobOpener>();
        services.AddSingleton<EventStreams>();
        services.AddSingleton<IJobWaits, FeedJobWaits>();
        return services;
    }
}
