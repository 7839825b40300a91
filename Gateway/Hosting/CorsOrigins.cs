using Downstream.Silo.Hosting;

namespace Downstream.Gateway.Hosting;

/// <summary>Which origins may read answers: any of them, or those listed.</summary>
internal sealed class CorsOrigins
{
    private const string Setting = "CORS_ORIGINS";

    private readonly HashSet<string> _listed;

    private CorsOrigins(IEnumerable<string> listed) => _listed = new HashSet<string>(listed, StringComparer.OrdinalIgnoreCase);

    public static CorsOrigins Any { get; } = new([]);

    public bool IsAny => _listed.Count == 0;

    public bool Allows(string origin) => IsAny || _listed.Contains(origin);

    public static CorsOrigins From(Settings settings)
    {
        var text = settings.Text(Setting, "*");
        if (text.Trim() == "*")
            return Any;

        var origins = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return origins.Length > 0 && origins.All(IsOrigin)
            ? new CorsOrigins(origins.Select(origin => origin.TrimEnd('/')))
            : throw settings.Invalid(Setting, "* or origins such as https://app.example.com, separated by commas, are expected");
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
        && url is { UserInfo.Length: 0, PathAndQuery: "/", Fragment.Length: 0 };
}
