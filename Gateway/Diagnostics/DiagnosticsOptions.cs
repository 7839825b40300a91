using Downstream.Silo.Hosting;
using Downstream.Silo.Hosting.Telemetry;

namespace Downstream.Gateway.Diagnostics;

/// <summary>Who may look at the service's own figures, and where its errors go.</summary>
internal sealed record DiagnosticsOptions
{
    public DiagnosticsAccess Access { get; init; }

    /// <summary>Where errors are reported; null for nowhere. A secret.</summary>
    public string? SentryDsn { get; init; }

    /// <summary>Where reported errors are shown; null for nowhere.</summary>
    public Uri? SentryUrl { get; init; }

    public static DiagnosticsOptions From(Settings settings) => new()
    {
        Access = Enum.Parse<DiagnosticsAccess>(settings.Choice("DIAGNOSTICS_ACCESS", "local", "local", "any", "off"), ignoreCase: true),
        SentryDsn = DsnSetting.Read(settings, "SENTRY_DSN"),
        SentryUrl = settings.Url("SENTRY_URL", "http", "https"),
    };
}
