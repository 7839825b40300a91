using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Downstream.Gateway.Callers;
using Downstream.Gateway.Diagnostics;
using Downstream.Gateway.Diagnostics.Traces.Spans;
using Downstream.Gateway.Documentation;
using Downstream.Gateway.Http;
using Downstream.Gateway.Http.Requests;
using Microsoft.Net.Http.Headers;

namespace Downstream.Gateway.Pages;

/// <summary>The web UI's one page. It makes the browser a caller, and carries what the UI has to know of the service.</summary>
internal sealed partial class UiPage
{
    private const string MissingPage =
        """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Downstream</title></head>
        <body>
        <h1>Downstream</h1>
        <p>The service runs. Its web UI was not built with it: that takes Node.js 20.19 or newer.</p>
        <pre>cd ui &amp;&amp; npm ci &amp;&amp; npm run build</pre>
        <p>Then build and start the gateway again.</p>
        </body>
        </html>

        """;

    private readonly DocumentationOptions _docs;
    private readonly string? _jaegerUrl;
    private readonly string? _sentryUrl;
    private readonly PageSentry? _sentry;
    private readonly string _policy;
    private readonly string _beforeConfig;
    private readonly string? _afterConfig;

    public UiPage(
        PageOptions options, TraceOptions traces, DiagnosticsOptions diagnostics, DocumentationOptions docs, PageFolder folder, IHostEnvironment environment)
    {
        (_docs, _jaegerUrl, _sentryUrl) = (docs, traces.JaegerUiUrl?.AbsoluteUri, diagnostics.SentryUrl?.AbsoluteUri);
        var dsn = options.SentryDsn;
        _sentry = dsn is null ? null : new PageSentry(dsn, environment.EnvironmentName);
        _policy = Policy(dsn is null ? null : new Uri(dsn));
        (_beforeConfig, _afterConfig) = folder.IndexHtml is { } html ? Split(html) : (MissingPage, null);
    }

    public IResult Show(HttpContext context)
    {
        CallerCookie.Issue(context);
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers[HeaderNames.ContentSecurityPolicy] = _policy;
        return TypedResults.Content(_afterConfig is null ? _beforeConfig : $"{_beforeConfig}{Config(context)}{_afterConfig}", "text/html; charset=utf-8");
    }

    /// <summary>What a page may load and call: itself and, where errors are reported, their collector.</summary>
    private static string Policy(Uri? dsn)
    {
        var collector = dsn is null ? null : " " + new UriBuilder(dsn.Scheme, dsn.IdnHost, dsn.Port).Uri.GetLeftPart(UriPartial.Authority);
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
            $"connect-src 'self'{collector}; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; " +
            "require-trusted-types-for 'script'";
    }

    private static (string Before, string After) Split(string html)
    {
        if (ConfigElement().Match(html) is { Success: true } element)
            return (html[..element.Index], html[(element.Index + element.Length)..]);

        var head = html.IndexOf("</head>", StringComparison.OrdinalIgnoreCase);
        return head < 0 ? (string.Empty, html) : (html[..head], html[head..]);
    }

    private string Config(HttpContext context)
    {
        var links = new PageLinks(_jaegerUrl, _sentryUrl, OrleansPages.LinkFor(context), _docs.IsEnabled ? "/docs" : null);
        var config = new PageConfig(ServiceVersion.Text, _sentry, links, FileIds.MaxCount);
        return $"<meta name=\"downstream-config\" content=\"{HtmlEncoder.Default.Encode(JsonSerializer.Serialize(config, PageConfigJson.Default.PageConfig))}\">";
    }

    [GeneratedRegex("""<meta\s+name=["']?downstream-config\b[^>]*>""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConfigElement();
}
