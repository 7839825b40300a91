using Downstream.Gateway.Http;
using Downstream.Gateway.Http.Documents;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.RateLimiting;
using Microsoft.Net.Http.Headers;

namespace Downstream.Gateway.Pages;

/// <summary>The front door: a greeting for programs, a page for people.</summary>
internal static class WelcomeEndpoint
{
    public static void MapWelcome(this IEndpointRouteBuilder routes) => routes.MapRead("/", Greet)
        .WithTags("Service")
        .WithName("welcome")
        .WithSummary("Greet")
        .Gives<Welcome>(StatusCodes.Status200OK)
        .WithoutRateLimit(PrefersHtml)
        .Refuses(ProblemCode.RateLimited);

    /// <summary>Whether the client would rather have a page: <c>text/html</c> ranks above JSON in <c>Accept</c>.</summary>
    public static bool PrefersHtml(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
            return false;

        return Quality(accepted, "text/html") is > 0 and var html && html > Quality(accepted, "application/json");
    }

    private static IResult Greet(HttpContext context, PageOptions options, UiPage page)
    {
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        return PrefersHtml(context.Request)
            ? page.Show(context)
            : TypedResults.Json(new Welcome(options.WelcomeMessage), WelcomeJson.Contract.Welcome);
    }

    /// <summary>The weight of the most specific range that covers the type, a bare <c>*/*</c> counting less than a name.</summary>
    private static double Quality(IEnumerable<MediaTypeHeaderValue> accepted, string type)
    {
        var wanted = new MediaTypeHeaderValue(type);
        var best = accepted
            .Where(range => wanted.IsSubsetOf(range))
            .OrderBy(range => range.MatchesAllTypes ? 2 : range.MatchesAllSubTypes ? 1 : 0)
            .FirstOrDefault();
        return best is null ? 0 : (best.Quality ?? 1) - (best.MatchesAllTypes ? 0.0005 : 0);
    }
}
