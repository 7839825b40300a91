using Downstream.Gateway.Problems;
using Downstream.Silo.Hosting;
using Microsoft.Extensions.Primitives;

namespace Downstream.Gateway.Hosting;

/// <summary>
/// The names that the gateway answers to. A page whose own name is made to resolve to the gateway's address (DNS
/// rebinding) sends that name.
/// </summary>
internal static class AnsweredHosts
{
    private const string Setting = "HOSTS";

    public static IReadOnlyList<StringSegment> From(Settings settings)
    {
        var hosts = settings.Text(Setting, "*").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (hosts is ["*"])
            return [];

        return hosts.Length > 0 && hosts.All(IsHost)
            ? [.. hosts.Select(host => new StringSegment(host))]
            : throw settings.Invalid(Setting, "host names such as downloads.example.com, *.example.com or localhost:3000, separated by commas, are expected");
    }

    /// <summary>
    /// Refuses other names, but for the two probes that an orchestrator sends to an address of its own and that tell
    /// nothing.
    /// </summary>
    public static IApplicationBuilder UseAnsweredHosts(this IApplicationBuilder app, IReadOnlyList<StringSegment> hosts)
    {
        if (hosts.Count == 0)
            return app;

        var patterns = hosts.ToList();
        return app.Use((context, next) => HostString.MatchesAny(context.Request.Host.Value, patterns) || IsProbe(context.Request.Path)
            ? next(context)
            : new Problem(ProblemCode.InvalidRequest, "Host: this service does not answer to this name (HOSTS).") { MayPass = true }.ExecuteAsync(context));
    }

    private static bool IsProbe(PathString path) => path == "/health/live" || path == "/health/ready";

    private static bool IsHost(string text)
    {
        var name = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        return Uri.TryCreate($"http://{name}/", UriKind.Absolute, out var url)
            && url is { UserInfo: "", PathAndQuery: "/", Fragment: "" } && Uri.CheckHostName(url.DnsSafeHost) != UriHostNameType.Unknown;
    }
}
