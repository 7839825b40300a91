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
}
