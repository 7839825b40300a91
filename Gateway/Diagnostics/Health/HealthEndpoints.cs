using Downstream.Gateway.Http;
using Downstream.Gateway.Http.Documents;
using Downstream.Gateway.RateLimiting;
using Downstream.Silo.Hosting;

namespace Downstream.Gateway.Diagnostics.Health;

/// <summary>Whether the service works, for people, balancers and orchestrators.</summary>
internal static class HealthEndpoints
{
    public const string ReadyPath = Root + Ready;

    private const string Root = "/health";
    private const string Ready = "/ready";

    /// <summary>Adds the checks; that of the state comes with the cluster.</summary>
    public static void AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<StorageCheck>(StorageCheck.Name, timeout: StateCheck.Limit)
            .AddCheck<ClusterCheck>(ClusterCheck.Name, timeout: StateCheck.Limit);

        // It calls each failure an error of its own, which would be reported as one: HealthChecks says it.
        services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None));
        services.AddSingleton<HealthChecks>().AddSingleton<Readiness>();
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup(Root).WithTags("Service").WithoutRateLimit();
        health.MapRead("", LookAsync)
            .WithName("health")
            .WithSummary("Tell whether the service can do its work")
            .Gives<HealthReport>(StatusCodes.Status200OK)
            .Gives<HealthReport>(StatusCodes.Status503ServiceUnavailable);

        health.MapRead(Ready, (Readiness readiness) => readiness.IsReady
                ? TypedResults.Json(new Liveness(HealthReport.Healthy), HealthJson.Contract.Liveness)
                : TypedResults.Json(new Liveness(HealthReport.Unhealthy), HealthJson.Contract.Liveness, statusCode: StatusCodes.Status503ServiceUnavailable))
            .WithName("ready")
            .WithSummary("Tell whether this gateway should be sent requests")
            .Gives<Liveness>(StatusCodes.Status200OK)
            .Gives<Liveness>(StatusCodes.Status503ServiceUnavailable);

        health.MapRead("/live", () => TypedResults.Json(new Liveness(HealthReport.Healthy), HealthJson.Contract.Liveness))
            .WithName("live")
            .WithSummary("Tell whether the process runs")
            .Gives<Liveness>(StatusCodes.Status200OK);
    }

    private static async Task<IResult> LookAsync(HttpContext context, HealthChecks checks)
    {
        var report = await checks.LookAsync().WaitAsync(context.RequestAborted);
        var status = report.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return TypedResults.Json(report, HealthJson.Contract.HealthReport, statusCode: status);
    }
}
