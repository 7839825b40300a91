using Downstream.Gateway.Events.AllJobs;
using Downstream.Gateway.Events.Cursors;
using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Events.Streams;
using Downstream.Gateway.Events.Waits;

namespace Downstream.Gateway.Events;

/// <summary>Registers event streams, and the waits that share their feeds.</summary>
internal static class EventServices
{
    public static IServiceCollection AddEventStreams(this IServiceCollection services) => services
        .AddSingleton<FeedOptions>()
        .AddSingleton<FeedMetrics>()
        .AddSingleton<JobFeeds>()
        .AddSingleton<CursorOptions>()
        .AddSingleton<StartEvents>()
        .AddSingleton<JobOpener>()
        .AddSingleton<StreamMetrics>()
        .AddSingleton<EventStreams>()
        .AddSingleton<AllJobsOptions>()
        .AddSingleton<JobWaits>();
}
