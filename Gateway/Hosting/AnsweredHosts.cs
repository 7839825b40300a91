using Downstream.Gateway.Http.Problems;
using Downstream.Silo.Hosting;

namespace Downstream.Gateway.Hosting;

/// <summary>
/// The names that the gateway answers to. A page whose own name is made to resolve to the gateway's address (DNS
/// rebinding) sends that name.
/// </summary>
internal static class AnsweredHosts
{
    private const string Setting = "HOSTS";
    private const int HttpPort = 80;
    private const int HttpsPort = 443;

    public static IReadOnlyList<HostString> From(Settings settings)
    {
        var hosts = settings.Text(Setting, "*").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (hosts is ["*"])
            return [];

        return hosts.Length > 0 && hosts.All(IsHost)
            ? [.. hosts.Select(host => HostString.FromUriComponent(host))]
            : throw settings.Invalid(Setting, "host names such as downloads.example.com, *.example.com or localhost:3000, separated by commas, are expected");
    }

    /// <summary>
    /// Refuses other names, but for the two probes that an orchestrator sends to an address of its own and that tell
    /// nothing.
    /// </summary>
    public static IApplicationBuilder UseAnsweredHosts(this IApplicationBuilder app, IReadOnlyList<HostString> hosts)
    {
        if (hosts.Count == 0)
            return app;

        return app.Use((context, next) => hosts.Any(host => Matches(context.Request, host)) || IsProbe(context.Request.Path)
            ? next(context)
            : new Problem(ProblemCode.InvalidRequest, "Host: this service does not answer to this name (HOSTS).") { MayPass = true }.ExecuteAsync(context));
    }

    /// <summary>A name with a port is for that port alone, one without for all.</summary>
    private static bool Matches(HttpRequest request, HostString answered)
    {
        var (name, host) = (answered.Host, request.Host.Host.TrimEnd('.'));
        var isName = name.StartsWith("*.", StringComparison.Ordinal)
            ? host.Length >= name.Length && host.EndsWith(name[1..], StringComparison.OrdinalIgnoreCase)
            : host.Equals(name, StringComparison.OrdinalIgnoreCase);
        return isName && (answered.Port is null || answered.Port == (request.Host.Port ?? (request.IsHttps ? HttpsPort : HttpPort)));
    }

    private static bool IsProbe(PathString path) => path == "/health/live" || path == "/health/ready";

    private static bool IsHost(string text)
    {
        var name = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        return Uri.TryCreate($"http://{name}/", UriKind.Absolute, out var url)
            && url is { UserInfo: "", PathAndQuery: "/", Fragment: "" } && Uri.CheckHostName(url.DnsSafeHost) != UriHostNameType.Unknown;
    }
}
