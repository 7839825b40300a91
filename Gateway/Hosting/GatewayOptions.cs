using Downstream.Gateway.Callers.Sites;
using Downstream.Gateway.Diagnostics;
using Downstream.Gateway.Diagnostics.Traces.Spans;
using Downstream.Gateway.Documentation;
using Downstream.Gateway.Events.Streams;
using Downstream.Gateway.Files;
using Downstream.Gateway.Http;
using Downstream.Gateway.Pages;
using Downstream.Gateway.RateLimiting;
using Downstream.Silo.Hosting;

namespace Downstream.Gateway.Hosting;

/// <summary>The gateway's own settings, checked: those of each feature. The others belong to the cluster that it joins.</summary>
internal sealed record GatewayOptions(
    ListeningOptions Listening,
    RequestOptions Requests,
    CorsOrigins CorsOrigins,
    RateLimitOptions RateLimits,
    CheckOptions Checks,
    StreamOptions Streams,
    DiagnosticsOptions Diagnostics,
    TraceOptions Traces,
    DocumentationOptions Documentation,
    PageOptions Pages)
{
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static GatewayOptions From(Settings settings, IHostEnvironment environment) => new(
        ListeningOptions.From(settings),
        RequestOptions.From(settings),
        CorsOrigins.From(settings),
        RateLimitOptions.From(settings),
        CheckOptions.From(settings),
        StreamOptions.From(settings),
        DiagnosticsOptions.From(settings),
        TraceOptions.From(settings),
        DocumentationOptions.From(settings, environment),
        PageOptions.From(settings));

    /// <summary>Gives each feature its own; what nobody sets but tests begins as it is written beside the feature.</summary>
    public void AddTo(IServiceCollection services) => services
        .AddSingleton(Listening)
        .AddSingleton(Requests)
        .AddSingleton(CorsOrigins)
        .AddSingleton(RateLimits)
        .AddSingleton(Checks)
        .AddSingleton(Streams)
        .AddSingleton(Diagnostics)
        .AddSingleton(Traces)
        .AddSingleton(Documentation)
        .AddSingleton(Pages);
}
