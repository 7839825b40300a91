using Downstream.Gateway.Http;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.RateLimiting;
using Microsoft.Net.Http.Headers;

namespace Downstream.Gateway.Pages;

/// <summary>The web UI: its pages, to those who prefer HTML, and its files.</summary>
internal static class PageEndpoints
{
    // The home page is in WelcomeEndpoint, since programs are greeted there.
    private static readonly string[] Routes = ["/new", "/jobs/{jobId}", "/status", "/errors", "/traces", "/traces/{traceId}"];

    public static void AddPages(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WelcomeJson.Contract));
        services.AddSingleton<PageFolder>();
        services.AddSingleton<UiPage>();
    }

    public static void MapPages(this WebApplication app)
    {
        var folder = app.Services.GetRequiredService<PageFolder>();
        var pages = app.MapGroup(string.Empty).WithoutRateLimit().ExcludeFromDescription();
        foreach (var route in Routes)
            pages.MapRead(route, Show);

        pages.MapRead("/assets/{**path}", (HttpContext context, string? path) =>
            folder.Hashed.TryGetValue(path ?? string.Empty, out var file) ? file.Send(context) : new Problem(ProblemCode.NotFound));
        foreach (var (path, file) in folder.Fixed)
            pages.MapRead($"/{path}", (HttpContext context) => file.Send(context));
    }

    private static IResult Show(HttpContext context, UiPage page)
    {
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        return WelcomeEndpoint.PrefersHtml(context.Request) ? page.Show(context) : new Problem(ProblemCode.NotFound);
    }
}
