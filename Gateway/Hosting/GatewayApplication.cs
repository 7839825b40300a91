using System.Diagnostics;
using System.Net;
using Downstream.Gateway.Diagnostics;
using Downstream.Gateway.Diagnostics.Traces;
using Downstream.Gateway.Documentation;
using Downstream.Gateway.Events;
using Downstream.Gateway.Files;
using Downstream.Gateway.Jobs;
using Downstream.Gateway.Pages;
using Downstream.Gateway.Problems;
using Downstream.Gateway.RateLimiting;
using Downstream.Gateway.Requests;
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

        var builder = WebApplication.CreateBuilder(args);
        var settings = new Settings(builder.Configuration);
        var options = GatewayOptions.From(settings, builder.Environment);
        builder.AddTelemetry(
            settings, ServiceInstance.Of("downstream-gateway"), options.OperationsPort is null ? null : metrics => metrics.AddPrometheusExporter(),
            samplerWithoutExport: options.TraceStoreSpans > 0 ? new CommandSampler(TimeProvider.System) : null);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<DistributedContextPropagator>(new LaterTraceContext(DistributedContextPropagator.Current));
        builder.Services.AddSingleton<JsonBodies>();
        builder.Services.AddRateLimiting();
        builder.Services.AddHealth();
        builder.Services.AddDiagnostics(settings, options);
        builder.Services.AddApiDocs();
        builder.Services.AddCompression();
        builder.Services.AddPages();
        builder.AddListening();
        builder.Services.AddEventStreams(streams => (streams.MaxStreams, streams.MaxStreamsPerClient) = (options.MaxStreams, options.MaxStreamsPerClient));
        builder.AddErrorTracking(options.SentryDsn);
        (configure ?? (b => b.AddClusterMember(settings, options)))(builder);

        var app = builder.Build();
        app.CheckDescriptors();
        app.UsePipeline();
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
    public static Task<int> ProbeAsync() => Probe.AskAsync(IPAddress.Loopback, GatewayOptions.PortOf(Probe.Settings()), HealthEndpoints.ReadyPath);

    private static void UsePipeline(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<GatewayOptions>();
        app.UseOperationsListener();
        app.UseTrustedProxies(options.TrustedProxies);
        app.UseMiddleware<RequestIdentity>();
        app.UseProblemsForExceptions();
        app.UseRouting();
        app.UseMiddleware<JobLogScope>();
        app.UseCorsHeaders(options.CorsOrigins);
        app.UseAnsweredHosts(options.Hosts);
        app.UseRateLimits();
        app.UseCorsPreflight();
        app.UseSiteBoundary(options);
        OrleansPages.Guard(app, options);
        app.UseCompression();
        app.UseProblemsForStatuses();
    }
}
