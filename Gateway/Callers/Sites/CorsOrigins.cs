using Downstream.Silo.Hosting;

namespace Downstream.Gateway.Callers.Sites;

/// <summary>The origins that may read answers: all of them, or the listed ones.</summary>
internal sealed class CorsOrigins
{
    private const string Setting = "CORS_ORIGINS";

    private readonly HashSet<string> _listed;

    private CorsOrigins(IEnumerable<string> listed, bool isOnPurpose = true)
    {
        _listed = new HashSet<string>(listed, StringComparer.OrdinalIgnoreCase);
        IsOnPurpose = isOnPurpose;
    }

    public static CorsOrigins Any { get; } = new([], isOnPurpose: false);

    public bool IsAny => _listed.Count == 0;

    /// <summary>Whether an operator decided it. By default other sites read what they know the id of, and do nothing else.</summary>
    public bool IsOnPurpose { get; }

    public bool Allows(string origin) => IsAny || _listed.Contains(origin);

    public static CorsOrigins From(Settings settings)
    {
        if (settings.Text(Setting) is not { } text)
            return Any;
        if (text.Trim() == "*")
            return new CorsOrigins([]);

        var origins = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Serialise).ToArray();
        return origins.Length > 0 && !origins.Contains(null)
            ? new CorsOrigins(origins!)
            : throw settings.InvalidUrl(Setting, "* or origins such as https://app.example.com, separated by commas, are expected");
    }

    /// <summary>The origin as browsers send it: its host in ASCII, its port only when it is not the scheme's own.</summary>
    private static string? Serialise(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
        && url is { UserInfo: "", PathAndQuery: "/", Fragment: "" }
            ? new UriBuilder(url.Scheme, url.IdnHost, url.Port).Uri.GetLeftPart(UriPartial.Authority)
            : null;
}
