using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Downstream.Silo.Hosting;

/// <summary>Where the cluster keeps its state, and how this process is reached by its other members.</summary>
internal sealed record ClusterSettings
{
    private static readonly IPAddress[] NotReachable = [IPAddress.Any, IPAddress.IPv6Any, IPAddress.None];

    /// <summary>The Redis server; null for the embedded store.</summary>
    public ConfigurationOptions? Redis { get; init; }

    public required string ClusterId { get; init; }

    public required string DataDirectory { get; init; }

    /// <summary>The port that the other members reach; 0 for any free one.</summary>
    public required int SiloPort { get; init; }

    public required IPAddress SiloAddress { get; init; }

    public bool IsEmbedded => Redis is null;

    public static ClusterSettings Read(Settings settings)
    {
        var redis = ReadRedis(settings);
        return new ClusterSettings
        {
            Redis = redis,
            ClusterId = settings.Text("CLUSTER_ID", "downstream"),
            DataDirectory = Path.GetFullPath(settings.Text("DATA_DIR", "./data")),
            SiloPort = settings.Integer("SILO_PORT", 11111, 0, IPEndPoint.MaxPort),
            SiloAddress = ReadAddress(settings, redis is null),
        };
    }

    private static ConfigurationOptions? ReadRedis(Settings settings)
    {
        if (settings.Url("REDIS_URL", "redis", "rediss") is not { } url)
            return null;

        var database = 0;
        var path = url.AbsolutePath.Trim('/');
        var hasDatabase = path.Length == 0 || (int.TryParse(path, out database) && database >= 0);
        var user = url.UserInfo.Split(':', 2);
        if (!hasDatabase || user is [not ""] || url is not { Query: "", Fragment: "" })
            throw settings.Invalid("REDIS_URL", "redis://[user:password@]host:port[/db] with a database number is expected", secret: true);

        var options = new ConfigurationOptions
        {
            EndPoints = { { url.Host, url.IsDefaultPort || url.Port <= 0 ? 6379 : url.Port } },
            DefaultDatabase = database,
            Ssl = url.Scheme == "rediss",
            AbortOnConnectFail = false,

            // INFO counts as that: what the server says of itself is looked at when a member starts.
            AllowAdmin = true,
        };
        if (user.Length == 2)
        {
            options.User = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null;
            options.Password = Uri.UnescapeDataString(user[1]);
        }

        return options;
    }

    private static IPAddress ReadAddress(Settings settings, bool embedded)
    {
        if (settings.Text("SILO_ADDRESS") is not { } text)
            return embedded ? IPAddress.Loopback : OwnAddress(settings, Dns.GetHostName());

        return Settings.Address(text) is { } address && !NotReachable.Contains(address)
            ? address
            : throw settings.Invalid("SILO_ADDRESS", "an IP address that other members reach is expected");
    }

    /// <summary>The first address of this host, found by its name, that another one could reach.</summary>
    public static IPAddress OwnAddress(Settings settings, string hostName)
    {
        try
        {
            return Dns.GetHostAddresses(hostName, AddressFamily.InterNetwork).FirstOrDefault(a => !IPAddress.IsLoopback(a)) ?? IPAddress.Loopback;
        }
        catch (SocketException)
        {
            throw settings.Invalid("SILO_ADDRESS", "the host's own name does not resolve, so an IP address is expected");
        }
    }
}
