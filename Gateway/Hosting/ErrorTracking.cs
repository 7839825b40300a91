using System.Text.RegularExpressions;
using Downstream.Gateway.Problems;
using Sentry.Extensibility;

namespace Downstream.Gateway.Hosting;

/// <summary>Reports unexpected exceptions to Sentry: no bodies, no personal data, no query of any URL.</summary>
internal static partial class ErrorTracking
{
    private static readonly string[] KeptHeaders = ["Content-Type", "Content-Length", "Accept", "User-Agent", "Host", "traceparent"];

    public static void AddErrorTracking(this WebApplicationBuilder builder, GatewayOptions options)
    {
        if (options.SentryDsn is not { } dsn)
            return;

        builder.WebHost.UseSentry(sentry =>
        {
            sentry.Dsn = dsn;
            sentry.Environment = builder.Environment.EnvironmentName;
            sentry.SendDefaultPii = false;
            sentry.MaxRequestBodySize = RequestSize.None;
            sentry.IncludeActivityData = false;
            sentry.AutoSessionTracking = false;
            sentry.ServerName = string.Empty;
            sentry.SetBeforeSend((@event, _) => Clean(@event));
            sentry.SetBeforeBreadcrumb((crumb, _) => Clean(crumb));
        });
    }

    /// <summary>A text without the query of any URL in it: that is where signatures are.</summary>
    public static string WithoutQueries(string text) => Query().Replace(text, "?…");

    private static SentryEvent? Clean(SentryEvent @event)
    {
        if (@event.Exception is { } exception && ProblemHandling.IsExpected(exception))
            return null;

        @event.Request.QueryString = null;
        @event.Request.Cookies = null;
        @event.Request.Data = null;
        @event.Request.Url = @event.Request.Url is { } url ? url.Split('?', 2)[0] : null;
        foreach (var header in @event.Request.Headers.Keys.Except(KeptHeaders, StringComparer.OrdinalIgnoreCase).ToArray())
            @event.Request.Headers.Remove(header);

        foreach (var thrown in @event.SentryExceptions ?? [])
            thrown.Value = thrown.Value is { } value ? WithoutQueries(value) : null;
        if (@event.Message is { } message)
        {
            message.Message = message.Message is { } template ? WithoutQueries(template) : null;
            message.Formatted = message.Formatted is { } formatted ? WithoutQueries(formatted) : null;
        }

        return @event;
    }

    private static Breadcrumb Clean(Breadcrumb crumb) => new(
        WithoutQueries(crumb.Message ?? string.Empty),
        crumb.Type ?? string.Empty,
        crumb.Data?.ToDictionary(data => data.Key, data => WithoutQueries(data.Value)),
        crumb.Category,
        crumb.Level);

    [GeneratedRegex(@"\?[^\s""'<>]+=[^\s""'<>]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 250)]
    private static partial Regex Query();
}
