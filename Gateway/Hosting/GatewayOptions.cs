using System.Net;
using Downstream.Gateway.Diagnostics;
using Downstream.Silo.Hosting;
using Downstream.Silo.Hosting.Telemetry;

namespace Downstream.Gateway.Hosting;

/// <summary>The gateway's own settings, checked. The others belong to the cluster that it joins.</summary>
internal sealed record GatewayOptions
{
    /// <summary>The TCP port; 0 takes any free one.</summary>
    public int Port { get; init; } = 3000;

    /// <summary>The address to listen on; null for every one.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>A private port for metrics, 0 for any free one; null for none.</summary>
    public int? OperationsPort { get; init; }

    /// <summary>The address of that port.</summary>
    public IPAddress OperationsAddress { get; init; } = IPAddress.Loopback;

    public string WelcomeMessage { get; init; } = "Welcome to Downstream. POST file ids to /v1/download/initiate and follow the job.";

    /// <summary>How long a request may be held or its body may take; what is in front of the gateway should wait longer.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan RateLimitWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many requests an address may make in one window.</summary>
    public int RateLimitMaxRequests { get; init; } = 100;

    /// <summary>How many event streams the gateway holds open at once.</summary>
    public int MaxStreams { get; init; } = 20_000;

    /// <summary>How many of them one address holds.</summary>
    public int MaxStreamsPerClient { get; init; } = 100;

    /// <summary>The proxies whose <c>X-Forwarded-*</c> headers count; none by default.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Where clients reach the service, without a path; null for where each request came.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>The <c>Host</c> values that are answered, <c>*.example.com</c> for all below it; none for any.</summary>
    public IReadOnlyList<HostString> Hosts { get; init; } = [];

    public CorsOrigins CorsOrigins { get; init; } = CorsOrigins.Any;

    /// <summary>Whether <c>/openapi</c> and <c>/docs</c> are there.</summary>
    public bool ApiDocsEnabled { get; init; }

    /// <summary>Where errors are reported; null for nowhere. A secret.</summary>
    public string? SentryDsn { get; init; }

    /// <summary>Whether <c>?sentry_test=true</c> fails on purpose.</summary>
    public bool SentryTestEnabled { get; init; } = true;

    /// <summary>Where browsers report errors: the public part of a DSN; null for nowhere.</summary>
    public string? SentryUiDsn { get; init; }

    /// <summary>Where reported errors are shown; null for nowhere.</summary>
    public Uri? SentryUrl { get; init; }

    /// <summary>Where the traces of a job are shown; null for nowhere.</summary>
    public Uri? JaegerUiUrl { get; init; }

    /// <summary>Where traces are read from; null for this process's own memory.</summary>
    public Uri? JaegerQueryUrl { get; init; }

    public DiagnosticsAccess DiagnosticsAccess { get; init; }

    /// <summary>How many spans are kept in memory; 0 for none.</summary>
    public int TraceStoreSpans { get; init; } = 40_000;

    /// <summary>Whether there are other processes, which record spans and figures of their own.</summary>
    public bool IsOneOfSeveral { get; init; }

    /// <summary>The built web UI, which lies beside the program.</summary>
    public string PagesFolder { get; init; } = Path.Combine(AppContext.BaseDirectory, "ui");

    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static GatewayOptions From(Settings settings, IHostEnvironment environment)
    {
        var defaults = new GatewayOptions();
        return new GatewayOptions
        {
            Port = PortOf(settings),
            OperationsPort = OperationsEndpoint.Port(settings),
            OperationsAddress = OperationsEndpoint.Address(settings),
            WelcomeMessage = settings.Text("WELCOME_MESSAGE", defaults.WelcomeMessage),
            RequestTimeout = settings.Milliseconds("REQUEST_TIMEOUT_MS", 30_000, 1_000, 3_600_000),
            RateLimitWindow = settings.Milliseconds("RATE_LIMIT_WINDOW_MS", 60_000, 100, 86_400_000),
            RateLimitMaxRequests = settings.Integer("RATE_LIMIT_MAX_REQUESTS", defaults.RateLimitMaxRequests, 1, int.MaxValue),
            MaxStreams = settings.Integer("MAX_STREAMS", defaults.MaxStreams, 1, 1_000_000),
            MaxStreamsPerClient = settings.Integer("MAX_STREAMS_PER_CLIENT", defaults.MaxStreamsPerClient, 1, 1_000_000),
            TrustedProxies = Hosting.TrustedProxies.From(settings),
            PublicUrl = Public(settings),
            Hosts = AnsweredHosts.From(settings),
            CorsOrigins = CorsOrigins.From(settings),
            ApiDocsEnabled = settings.Flag("API_DOCS_ENABLED", !environment.IsProduction()),
            SentryDsn = DsnSetting.Read(settings, "SENTRY_DSN"),
            SentryUiDsn = PublicPart(DsnSetting.Read(settings, "SENTRY_UI_DSN") ?? DsnSetting.Read(settings, "SENTRY_DSN")),
            SentryTestEnabled = settings.Flag("SENTRY_TEST_ENABLED", defaults.SentryTestEnabled),
            SentryUrl = settings.Url("SENTRY_URL", "http", "https"),
            JaegerQueryUrl = settings.Url("JAEGER_QUERY_URL", "http", "https"),
            DiagnosticsAccess = Enum.Parse<DiagnosticsAccess>(settings.Choice("DIAGNOSTICS_ACCESS", "local", "local", "any", "off"), ignoreCase: true),
            TraceStoreSpans = settings.Integer("TRACE_STORE_SPANS", defaults.TraceStoreSpans, 0, 1_000_000),
            IsOneOfSeveral = settings.Text("REDIS_URL") is not null,
            JaegerUiUrl = settings.Url("JAEGER_UI_URL", "http", "https"),
        };
    }

    /// <summary>The port alone, for who asks the gateway rather than being it.</summary>
    public static int PortOf(Settings settings) => settings.Integer("PORT", new GatewayOptions().Port, 0, ushort.MaxValue);

    private static string? Public(Settings settings)
    {
        const string Name = "PUBLIC_URL";
        return settings.Url(Name, "http", "https") switch
        {
            null => null,
            { UserInfo: "", PathAndQuery: "/", Fragment: "" } url => url.GetLeftPart(UriPartial.Authority),
            _ => throw settings.InvalidUrl(Name, "a URL without a path, such as https://downloads.example.com, is expected"),
        };
    }

    /// <summary>A DSN without the secret key that old ones have behind the public one: every visitor reads it.</summary>
    private static string? PublicPart(string? dsn) =>
        dsn is null ? null : new UriBuilder(dsn) { Password = string.Empty }.Uri.AbsoluteUri;
}
