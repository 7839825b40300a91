using Downstream.Gateway.Diagnostics;
using Downstream.Gateway.Jobs.Submissions;
using Downstream.Gateway.RateLimiting;
using Downstream.Silo.Hosting;
using Downstream.Silo.Hosting.Telemetry.Exchange;
using Orleans.Dashboard;

namespace Downstream.Gateway.Hosting;

/// <summary>
/// The gateway as a member of the cluster: alone on the embedded store, with the grains in its process; on Redis without any,
/// beside silos; or on Redis with grains, as one of several equal nodes.
/// </summary>
internal static class ClusterMember
{
    public static void AddClusterMember(this WebApplicationBuilder builder, Settings settings, DiagnosticsAccess access)
    {
        var embedded = settings.Text("REDIS_URL") is null;
        var runsGrains = RunsGrains(settings, embedded);
        var withDashboard = runsGrains && access != DiagnosticsAccess.Off;
        builder.AddCluster(settings, runsGrains, withDashboard ? silo => silo.AddDashboard(OrleansPages.Configure) : null);
        if (withDashboard)
            builder.Services.AddSingleton<OrleansPages>();
        var clusterId = ClusterSettings.Read(settings).ClusterId;
        builder.Services.AddSingleton<IClusterSecret>(services => new RedisClusterSecret(
            services.GetRequiredService<RedisConnection>(), clusterId, services.GetRequiredService<TimeProvider>()));

        // The one gateway of the embedded default counts exactly by itself.
        if (!embedded)
        {
            builder.Services.ShareRateLimits();
            builder.Services.AddDiagnosticsExchange(clusterId);
        }
    }

    private static bool RunsGrains(Settings settings, bool embedded)
    {
        var runsGrains = settings.Flag("RUN_GRAINS", embedded);
        if (embedded && !runsGrains)
            throw settings.Invalid("RUN_GRAINS", "without REDIS_URL there is nobody else to run them, so true is expected");
        if (runsGrains && !embedded && settings.Text("S3_BUCKET_NAME") is null)
            throw settings.Invalid("S3_BUCKET_NAME", "a gateway that runs grains in a cluster needs a bucket; files on local disk are for the embedded default alone");

        return runsGrains;
    }
}
