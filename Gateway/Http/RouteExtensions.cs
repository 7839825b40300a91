namespace Downstream.Gateway.Http;

/// <summary>Ways of mapping that the endpoints share.</summary>
internal static class RouteExtensions
{
    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps a resource that can be read: whatever answers GET answers HEAD too (RFC 9110).</summary>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapMethods(pattern, Reads, handler);

    /// <summary>Answers 405 to every method that no other endpoint takes under this very path.</summary>
    public static void RefuseOtherMethods(this IEndpointRouteBuilder routes, string pattern, string allowed) => routes
        .Map(pattern, (HttpContext context) =>
        {
            context.Response.Headers.Allow = allowed;
            return TypedResults.StatusCode(StatusCodes.Status405MethodNotAllowed);
        })
        .ExcludeFromDescription();
}
