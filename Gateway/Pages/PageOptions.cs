using Downstream.Silo.Hosting;
using Downstream.Silo.Hosting.Telemetry;

namespace Downstream.Gateway.Pages;

/// <summary>What people are shown.</summary>
internal sealed record PageOptions
{
    public string WelcomeMessage { get; init; } = "Welcome to Downstream. POST file ids to /v1/download/initiate and follow the job.";

    /// <summary>The built web UI, which lies beside the program.</summary>
    public string Folder { get; init; } = Path.Combine(AppContext.BaseDirectory, "ui");

    /// <summary>Where browsers report errors: the public part of a DSN; null for nowhere.</summary>
    public string? SentryDsn { get; init; }

    public static PageOptions From(Settings settings) => new()
    {
        WelcomeMessage = settings.Text("WELCOME_MESSAGE", new PageOptions().WelcomeMessage),
        SentryDsn = PublicPart(DsnSetting.Read(settings, "SENTRY_UI_DSN") ?? DsnSetting.Read(settings, "SENTRY_DSN")),
    };

    /// <summary>A DSN without the secret key that old ones have behind the public one: every visitor reads it.</summary>
    private static string? PublicPart(string? dsn) =>
        dsn is null ? null : new UriBuilder(dsn) { Password = string.Empty }.Uri.AbsoluteUri;
}
