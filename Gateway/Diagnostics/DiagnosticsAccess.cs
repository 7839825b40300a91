using System.Net;
using Downstream.Gateway.Callers.Sites;
using Downstream.Gateway.Http.Problems;

namespace Downstream.Gateway.Diagnostics;

/// <summary>Who may look at the service's own figures, errors and traces.</summary>
internal enum DiagnosticsAccess
{
    /// <summary>Callers from this machine, as far as trusted proxies tell who calls.</summary>
    Local,

    /// <summary>Everybody.</summary>
    Any,

    /// <summary>Nobody.</summary>
    Off,
}

/// <summary>Lets those through whom <c>DIAGNOSTICS_ACCESS</c> allows.</summary>
internal static class DiagnosticsGuard
{
    public static bool Allows(HttpContext context) => context.RequestServices.GetRequiredService<DiagnosticsOptions>().Access switch
    {
        DiagnosticsAccess.Any => true,
        DiagnosticsAccess.Local => IsLocal(context) && !OtherSites.IsFromOtherSite(context.Request),
        _ => false,
    };

    public static TBuilder WithDiagnosticsAccess<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.AddEndpointFilter(static async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            return Allows(context)
                ? await next(invocation)
                : new Problem(ProblemCode.DiagnosticsForbidden);
        });

    /// <summary>
    /// From a loopback address, through no proxy that says so without being trusted, and asked for by a name of this machine: a
    /// foreign name that leads here may be that of a page of somebody else.
    /// </summary>
    private static bool IsLocal(HttpContext context)
    {
        var (request, address) = (context.Request, context.Connection.RemoteIpAddress);
        return address is not null && IPAddress.IsLoopback(address)
            && request.Headers["X-Forwarded-For"].Count == 0 && request.Headers["Forwarded"].Count == 0
            && IsOwnName(request.Host.Host);
    }

    private static bool IsOwnName(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out _)
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase);
}
