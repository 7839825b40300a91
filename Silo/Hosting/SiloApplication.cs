using Downstream.Silo.Hosting.Telemetry;
using Downstream.Silo.Hosting.Telemetry.Exchange;
using OpenTelemetry.Metrics;
using Orleans.Dashboard;

namespace Downstream.Silo.Hosting;

/// <summary>A process of its own for grains, beside gateways, on a Redis server that they share.</summary>
internal static class SiloApplication
{
    private const string HealthPath = "/health";

    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = HostBuilding.Begin(args);
        var settings = new Settings(builder.Configuration);
        if (settings.Text("REDIS_URL") is null)
            throw settings.Invalid("REDIS_URL", "a silo of its own needs redis://[user:password@]host:port[/db]; the embedded store is for the gateway alone");

        if (settings.Text("S3_BUCKET_NAME") is null)
            throw settings.Invalid("S3_BUCKET_NAME", "a silo of its own needs a bucket; files on local disk are for the gateway's own grains alone");

        // Private: the dashboard there has no authentication of its own.
        var (address, port) = (OperationsEndpoint.Address(settings), OperationsPort(settings));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address, port));
        builder.AddErrorTracking(DsnSetting.Read(settings, "SENTRY_DSN"));
        builder.AddTelemetry(settings, ServiceInstance.Of("downstream-silo"), metrics => metrics.AddPrometheusExporter());
        builder.Services.AddDiagnosticsExchange(ClusterSettings.Read(settings).ClusterId);
        builder.AddCluster(settings, withGrains: true, silo => silo.AddDashboard(dashboard => dashboard.HideTrace = true));

        var app = builder.Build();
        app.MapOrleansDashboard("/orleans");
        app.MapPrometheusScrapingEndpoint("/metrics");
        var health = new SiloHealth(app.Services);
        app.MapGet(HealthPath, health.HandleAsync);
        return app;
    }

    /// <summary>Asks the silo beside this process for its health.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> ProbeAsync()
    {
        var settings = Probe.Settings();
        return Probe.AskAsync(OperationsEndpoint.Address(settings), OperationsPort(settings), HealthPath);
    }

    private static int OperationsPort(Settings settings) => OperationsEndpoint.Port(settings) ?? 8081;
}
