using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.RateLimiting;
using Orleans.Dashboard;

namespace Downstream.Gateway.Diagnostics;

/// <summary>
/// Orleans' own dashboard, in the process that runs gateway and grains in one. It knows no users, so it is only for those who
/// may see diagnostics, and without the log, which it would send to whoever has it open.
/// </summary>
internal sealed class OrleansPages
{
    public const string Path = "/orleans";

    // Its style sheet has fonts and pictures within.
    private const string Policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; " +
        "frame-ancestors 'self'; object-src 'none'";

    public static void Configure(DashboardOptions dashboard)
    {
        dashboard.HideTrace = true;

        // It counts all activations each time, whether anybody looks or not.
        dashboard.CounterUpdateIntervalMs = 5_000;
    }

    /// <summary>Its address for those who may see it; null for others, and where it is not served.</summary>
    public static string? LinkFor(HttpContext context) =>
        context.RequestServices.GetService<OrleansPages>() is not null && DiagnosticsGuard.Allows(context) ? $"{Path}/" : null;

    /// <summary>Keeps everybody else out, whatever the dashboard maps below its path.</summary>
    public static void Guard(IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase))
            return next(context);
        if (!DiagnosticsGuard.Allows(context))
            return new Problem(ProblemCode.DiagnosticsForbidden).ExecuteAsync(context);

        context.Response.Headers.ContentSecurityPolicy = Policy;
        return next(context);
    });

    public static void Map(WebApplication app)
    {
        if (app.Services.GetService<OrleansPages>() is not null)
            app.MapOrleansDashboard(Path).WithoutRateLimit().ExcludeFromDescription();
    }
}
