using Sentry.Extensibility;

namespace Downstream.Silo.Hosting.Telemetry;

/// <summary>The log of errors, and their reports to Sentry: no bodies, no personal data, no query of any URL.</summary>
internal static class ErrorTracking
{
    private static readonly string[] KeptHeaders = ["Content-Type", "Content-Length", "Accept", "User-Agent", "Host", "traceparent"];

    /// <param name="builder">The process.</param>
    /// <param name="dsn">Where errors are reported; null for nowhere.</param>
    public static void AddErrorTracking(this WebApplicationBuilder builder, string? dsn)
    {
        builder.Services.AddSingleton<ErrorLog>();
        builder.Services.AddSingleton(new ErrorReporter(isOn: dsn is not null));
        builder.Services.AddSingleton<ILoggerProvider, ErrorLogProvider>();
        if (dsn is null)
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

            // The log of errors reports them, and keeps the ids that the reports get.
            sentry.MinimumEventLevel = LogLevel.None;
            sentry.SetBeforeSend((@event, _) => Clean(@event));
            sentry.SetBeforeBreadcrumb((crumb, _) => Clean(crumb));
        });
    }

    private static SentryEvent? Clean(SentryEvent @event)
    {
        if (ErrorReporter.IsExpected(@event.Exception) || ErrorReporter.Complete(@event) is null)
            return null;

        @event.Request.QueryString = null;
        @event.Request.Cookies = null;
        @event.Request.Data = null;
        @event.Request.Url = @event.Request.Url is { } url ? url.Split('?', 2)[0] : null;
        foreach (var header in @event.Request.Headers.Keys.Except(KeptHeaders, StringComparer.OrdinalIgnoreCase).ToArray())
            @event.Request.Headers.Remove(header);

        foreach (var thrown in @event.SentryExceptions ?? [])
            thrown.Value = thrown.Value is { } value ? ErrorReporter.WithoutQueries(value) : null;
        if (@event.Message is { } message)
        {
            message.Message = message.Message is { } template ? ErrorReporter.WithoutQueries(template) : null;
            message.Formatted = message.Formatted is { } formatted ? ErrorReporter.WithoutQueries(formatted) : null;
        }

        return @event;
    }

    private static Breadcrumb Clean(Breadcrumb crumb) => new(
        ErrorReporter.WithoutQueries(crumb.Message ?? string.Empty),
        crumb.Type ?? string.Empty,
        crumb.Data?.ToDictionary(data => data.Key, data => ErrorReporter.WithoutQueries(data.Value)),
        crumb.Category,
        crumb.Level);
}
