using System.Net;

namespace Downstream.Silo.Hosting;

/// <summary>
/// Asks the process of the same program beside it for its health, for whoever can only run commands: an image without a
/// shell has nothing else to ask with.
/// </summary>
internal static class Probe
{
    /// <summary>The command line that asks instead of serving.</summary>
    public const string Argument = "--probe";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    /// <summary>Whether the command line asks for a probe, and nothing else.</summary>
    public static bool IsAskedFor(string[] args) => args is [Argument];

    /// <summary>The settings that the process beside this one has too.</summary>
    public static Settings Settings() => new(new ConfigurationBuilder().AddEnvironmentVariables().Build());

    /// <returns>The exit code: 0 when the process answers that it is well.</returns>
    public static async Task<int> AskAsync(IPAddress address, int port, string path)
    {
        var url = new UriBuilder(Uri.UriSchemeHttp, Reachable(address).ToString(), port, path).Uri;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Limit };
        try
        {
            using var answer = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
            if (answer.IsSuccessStatusCode)
                return 0;

            await Console.Error.WriteLineAsync($"{url} answered {(int)answer.StatusCode}.");
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{url} did not answer.");
        }

        return 1;
    }

    /// <summary>Where a process is reached from beside it that listens on an address.</summary>
    private static IPAddress Reachable(IPAddress address) =>
        address.Equals(IPAddress.Any) ? IPAddress.Loopback
        : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
        : address;
}
