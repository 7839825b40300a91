using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Downstream.Gateway.Events.Streams;

/// <summary>The status and headers of every event stream.</summary>
internal static class EventStreamHead
{
    public static void Set(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Sends it before anything happens.</summary>
    /// <param name="context">The request.</param>
    /// <param name="endsConnection">Whether no other request can come after this one.</param>
    public static Task SendAsync(HttpContext context, bool endsConnection)
    {
        var response = context.Response;
        Set(response);
        if (endsConnection)
            response.Headers.Connection = "close";

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // The stream's own limit takes its place: it counts from the write, not over the whole response. Of a connection
        // that was handed over the server would believe that it does not get rid of the end.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;

        return response.StartAsync(context.RequestAborted);
    }
}
