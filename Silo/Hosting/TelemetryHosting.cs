using System.Diagnostics;
using Downstream.Grains.Abstractions.Telemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Downstream.Silo.Hosting;

/// <summary>Logs, traces and metrics. They are exported over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
internal static class TelemetryHosting
{
    public static WebApplicationBuilder AddTelemetry(
        this WebApplicationBuilder builder, Settings settings, string serviceName, Action<MeterProviderBuilder>? configureMetrics = null)
    {
        Activity.DefaultIdFormat = ActivityIdFormat.W3C;
        AddLogging(builder);

        var export = settings.Url("OTEL_EXPORTER_OTLP_ENDPOINT", "http", "https") is not null;
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService(settings.Text("OTEL_SERVICE_NAME", serviceName)))
            .WithTracing(traces =>
            {
                traces.AddSource(DownstreamTelemetry.Name, "Microsoft.Orleans.Application", "Microsoft.Orleans.Lifecycle")
                    .AddAspNetCoreInstrumentation(o => o.Filter = context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
                    .AddHttpClientInstrumentation();
                if (export)
                    traces.AddOtlpExporter();
                else
                    traces.SetSampler(new AlwaysOffSampler()); // nobody reads them: only the ids are passed on
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
            logging.AddJsonConsole(o => (o.IncludeScopes, o.UseUtcTimestamp, o.TimestampFormat) = (true, true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));

        // What these say of every request and call belongs to traces and metrics.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        logging.AddFilter("Orleans", LogLevel.Warning);
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error); // warns of the time before its first look
        logging.AddFilter("Polly", LogLevel.Warning);
        logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
    }
}
