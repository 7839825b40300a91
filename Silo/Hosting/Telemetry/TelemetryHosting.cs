using System.Diagnostics;
using Downstream.Grains.Abstractions.Telemetry;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Downstream.Silo.Hosting.Telemetry;

/// <summary>Logs, traces and metrics. They are exported over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
internal static class TelemetryHosting
{
    // What looks at the service is no part of what it does.
    private static readonly PathString[] Untraced = ["/health", "/assets", "/orleans", "/v1/diagnostics", "/v1/telemetry"];

    public static WebApplicationBuilder AddTelemetry(
        this WebApplicationBuilder builder,
        Settings settings,
        ServiceInstance instance,
        Action<MeterProviderBuilder>? configureMetrics = null,
        Sampler? samplerWithoutExport = null)
    {
        Activity.DefaultIdFormat = ActivityIdFormat.W3C;

        // A sampler sees what is asked for only with this, the default from ASP.NET Core 11 on.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        AddLogging(builder);
        builder.Services.AddSingleton(instance);

        var export = settings.Url("OTEL_EXPORTER_OTLP_ENDPOINT", "http", "https") is not null;
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService(settings.Text("OTEL_SERVICE_NAME", instance.Service), serviceInstanceId: instance.Id))
            .WithTracing(traces =>
            {
                traces.AddSource(DownstreamTelemetry.Name, "Microsoft.Orleans.Application", "Microsoft.Orleans.Lifecycle")
                    .AddAspNetCoreInstrumentation(o => o.Filter = context => !Untraced.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)))
                    .AddHttpClientInstrumentation();
                if (export)
                    traces.AddOtlpExporter();
                else
                    traces.SetSampler(samplerWithoutExport ?? new AlwaysOffSampler()); // what nobody reads is not recorded, and only the ids are passed on
            })
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(DownstreamTelemetry.Name, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
                    .AddRuntimeInstrumentation();
                configureMetrics?.Invoke(metrics);
                if (export)
                    metrics.AddOtlpExporter();
            });
        if (export)
            telemetry.WithLogging(logs => logs.AddOtlpExporter());

        return builder;
    }

    private static void AddLogging(WebApplicationBuilder builder)
    {
        var logging = builder.Logging;
        logging.Configure(o => o.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        if (builder.Environment.IsDevelopment())
            logging.AddSimpleConsole(o => (o.SingleLine, o.IncludeScopes, o.TimestampFormat) = (true, false, "HH:mm:ss.fff "));
        else
            logging.AddConsole(o => o.FormatterName = JsonLines.FormatterName).AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>(o => o.IncludeScopes = true);

        logging.AddFilter<ErrorLogProvider>(category: null, LogLevel.Error);

        // What these say of every request and call belongs to traces and metrics.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        logging.AddFilter("Orleans", LogLevel.Warning);
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error); // warns of the time before its first look
        logging.AddFilter("Polly", LogLevel.Warning);
        logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
    }
}
