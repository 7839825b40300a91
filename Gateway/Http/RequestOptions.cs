using Downstream.Silo.Hosting;

namespace Downstream.Gateway.Http;

/// <summary>How requests are read, and where clients believe to send them.</summary>
internal sealed record RequestOptions
{
    /// <summary>How long a request may be held or its body may take; what is in front of the gateway should wait longer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where clients reach the service, without a path; null for where each request came.</summary>
    public string? PublicUrl { get; init; }

    public static RequestOptions From(Settings settings) => new()
    {
        Timeout = settings.Milliseconds("REQUEST_TIMEOUT_MS", 30_000, 1_000, 3_600_000),
        PublicUrl = Public(settings),
    };

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
}
