using System.Diagnostics;
using System.Net;
using Downstream.Gateway.Callers.Sites;
using Downstream.Gateway.Diagnostics;
using Downstream.Gateway.Diagnostics.Health;
using Downstream.Gateway.Diagnostics.Traces.Browser;
using Downstream.Gateway.Diagnostics.Traces.Spans;
using Downstream.Gateway.Documentation;
using Downstream.Gateway.Events;
using Downstream.Gateway.Files;
using Downstream.Gateway.Http;
using Downstream.Gateway.Http.Bodies;
using Downstream.Gateway.Http.Pipeline;
using Downstream.Gateway.Jobs;
using Downstream.Gateway.Pages;
using Downstream.Gateway.RateLimiting;
using Downstream.Silo.Hosting;
using Downstream.Silo.Hosting.Telemetry;
using OpenTelemetry.Metrics;

namespace Downstream.Gateway.Hosting;

/// <summary>The gateway, put together.</summary>
internal static class GatewayApplication
{
    /// <param name="args">The command line; its settings win over the environment's.</param>
    /// <param name="configure">What to add in place of the membership of the cluster; what it registers wins.</param>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // Also for a parent that is not W3C's: a trace id has one form here.
        Activity.DefaultIdFormat = ActivityIdFormat.W3C;
        Activity.ForceDefaultIdFormat = true;

        var builder = HostBuilding.Begin(args);
        var settings = new Settings(builder.Configuration);
        var options = GatewayOptions.From(settings, builder.Environment);
        builder.AddTelemetry(
            settings, ServiceInstance.Of("downstream-gateway"), options.Listening.OperationsPort is null ? null : metrics => metrics.AddPrometheusExporter(),
            samplerWithoutExport: options.Traces.StoreSpans > 0 ? new CommandSampler(TimeProvider.System) : null);
        options.AddTo(builder.Services);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<DistributedContextPropagator>(new LaterTraceContext(DistributedContextPropagator.Current));
        builder.Services.AddProblems();
        builder.Services.AddSingleton<JsonBodies>();
        builder.Services.AddCors(options.CorsOrigins);
        builder.Services.AddRateLimiting();
        builder.Services.AddHealth();
        builder.Services.AddDiagnostics(settings, options.Traces);
        builder.Services.AddApiDocs();
        builder.Services.AddCompression();
        builder.Services.AddPages();
        builder.AddListening();
        builder.Services.AddEventStreams();
        builder.AddErrorTracking(options.Diagnostics.SentryDsn);
        (configure ?? (b => b.AddClusterMember(settings, options.Diagnostics.Access)))(builder);

        var app = builder.Build();
        app.CheckDescriptors();
        app.UsePipeline(options);
        app.MapWelcome();
        app.MapPages();
        app.MapHealth();
        app.MapDiagnostics();
        app.MapTelemetry();
        OrleansPages.Map(app);
        app.MapFiles();
        app.MapObjects();
        app.MapJobs();
        app.MapEvents();
        app.MapApiDocs();
        return app;
    }

    /// <summary>Asks the gateway beside this process whether it should be sent requests.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> ProbeAsync() => Probe.AskAsync(IPAddress.Loopback, ListeningOptions.PortOf(Probe.Settings()), HealthEndpoints.ReadyPath);

    private static void UsePipeline(this WebApplication app, GatewayOptions options)
    {
        app.UseOperationsListener();
        app.UseTrustedProxies(options.Listening.TrustedProxies);
        app.UseMiddleware<RequestIdentity>();
        app.UseProblemsForExceptions();
        app.UseRouting();
        app.UseMiddleware<JobLogScope>();
        app.UseCorsHeaders(options.CorsOrigins);
        app.UseAnsweredHosts(options.Listening.Hosts);
        app.UseRateLimits(options.Streams.MaxStreamsPerAddress);
        app.UseCorsPreflight();
        app.UseSiteBoundary(options.CorsOrigins);
        OrleansPages.Guard(app);
        app.UseCompression();
        app.UseProblemsForStatuses();
    }
}
