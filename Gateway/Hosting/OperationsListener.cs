using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Downstream.Gateway.Hosting;

/// <summary>The gateway's private port: metrics in Prometheus' form, and nothing else. It is there only where it is set.</summary>
internal static class OperationsListener
{
    private const string Path = "/metrics";

    /// <summary>Marks every connection that comes in here: what a client may say of itself, such as a host, does not count.</summary>
    public static void IsForOperators(this ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection =>
        {
            connection.Features.Set(new Mark());
            return next(connection);
        });
    }

    /// <summary>Takes the requests of the private port out of the pipeline that clients meet.</summary>
    public static void UseOperationsListener(this WebApplication app)
    {
        if (app.Services.GetRequiredService<ListeningOptions>().OperationsPort is null)
            return;

        app.MapWhen(
            context => context.Features.Get<Mark>() is not null,
            operators => operators.UseOpenTelemetryPrometheusScrapingEndpoint(Path).Run(context =>
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }));
    }

    private sealed class Mark;
}
