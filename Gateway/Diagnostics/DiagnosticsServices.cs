using Downstream.Gateway.Diagnostics.Traces;
using Downstream.Gateway.Diagnostics.Traces.Browser;
using Downstream.Gateway.Diagnostics.Traces.Jaeger;
using Downstream.Gateway.Diagnostics.Traces.Spans;
using Downstream.Silo.Hosting;
using Downstream.Silo.Hosting.Telemetry.Performance;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Trace;

namespace Downstream.Gateway.Diagnostics;

/// <summary>What keeps the service's own figures, errors and traces.</summary>
internal static class DiagnosticsServices
{
    public static void AddDiagnostics(this IServiceCollection services, Settings settings, TraceOptions options)
    {
        services.TryAddSingleton<PerformanceMeter>();
        services.AddHostedService<MeterStart>();
        services.AddSingleton(new SpanStore(options.StoreSpans));
        services.AddSingleton<JaegerTraces>();
        services.AddSingleton<TraceReader>();
        services.AddSingleton(SpanForwarderTarget.Read(settings));
        services.AddSingleton<SpanForwarder>();
        services.AddHostedService(provider => provider.GetRequiredService<SpanForwarder>());
        if (options.StoreSpans > 0)
            services.ConfigureOpenTelemetryTracerProvider((provider, traces) => traces.AddProcessor(provider.GetRequiredService<SpanStore>()));
    }

    /// <summary>Counts from the start on, not from when somebody first looks.</summary>
    private sealed class MeterStart(PerformanceMeter meter) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            _ = meter;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
