using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Garnet;
using StackExchange.Redis;

namespace Downstream.Silo.Hosting;

/// <summary>
/// The Redis-compatible store of the one-process default: Garnet on loopback, with its append-only file under
/// <c>DATA_DIR/state</c>. A write is answered once it is in the file, so a killed process loses nothing it confirmed.
/// Every page in the user's browser reaches loopback too, and the server reads commands out of an HTTP request's body:
/// so it takes none without the password, which is another one at each start and known to this process alone.
/// </summary>
internal sealed class EmbeddedStore : IDisposable
{
    // Below the ports that the system gives to outgoing connections, one of which could take a port that is only looked at.
    private const int FirstPort = 10_000;
    private const int LastPort = 20_000;
    private const int MostPorts = 200;

    private const int MostStarts = 5;
    private const int PasswordBytes = 32;

    private readonly FileStream _lock;
    private readonly GarnetServer _server;

    private EmbeddedStore(FileStream folderLock, GarnetServer server, int port, string password)
    {
        _lock = folderLock;
        _server = server;
        Configuration = new ConfigurationOptions { EndPoints = { { IPAddress.Loopback, port } }, Password = password };
    }

    public ConfigurationOptions Configuration { get; }

    /// <exception cref="SettingException">The folder cannot be used, or another process uses it.</exception>
    public static EmbeddedStore Start(string dataDirectory) => Start(dataDirectory, FreePort);

    /// <param name="dataDirectory">Where the folder of the store is.</param>
    /// <param name="nextPort">Finds a free port. Until the store listens there, another process may do so.</param>
    internal static EmbeddedStore Start(string dataDirectory, Func<int> nextPort)
    {
        var folder = Path.Combine(dataDirectory, "state");
        var folderLock = Lock(folder, dataDirectory);
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes));
        for (var attempt = 1; ; attempt++)
        {
            var port = nextPort();
            var server = new GarnetServer(Arguments(folder, port, password));
            try
            {
                server.Start();
                return new EmbeddedStore(folderLock, server, port, password);
            }
            catch (Exception exception) when (attempt < MostStarts && IsTaken(exception))
            {
                server.Dispose();
            }
        }
    }

    /// <summary>Forgets the members that the last process left behind. There is only one in this mode, and it is this one.</summary>
    public void ForgetMembers(RedisKey membersKey)
    {
        using var connection = ConnectionMultiplexer.Connect(Configuration);
        connection.GetDatabase().KeyDelete(membersKey);
    }

    public void Dispose()
    {
        _server.Dispose();
        _lock.Dispose();
    }

    /// <summary>A port of loopback that nothing listened on a moment ago.</summary>
    public static int FreePort()
    {
        for (var attempt = 0; attempt < MostPorts; attempt++)
        {
            if (TryListen(Random.Shared.Next(FirstPort, LastPort)) is { } port)
                return port;
        }

        return TryListen(0) ?? throw new InvalidOperationException("No port is free.");
    }

    private static bool IsTaken(Exception exception) =>
        exception.GetBaseException() is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse };

    private static int? TryListen(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static FileStream Lock(string folder, string dataDirectory)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException("DATA_DIR", dataDirectory, "a folder that can be written and that no other process uses is expected");
        }
    }

    // The managed device needs no native library. Sizes are small: cold state goes to disk, and a checkpoint
    // truncates the append-only file once it has grown.
    private static string[] Arguments(string folder, int port, string password) =>
    [
        "--bind", IPAddress.Loopback.ToString(),
        "--port", port.ToString(CultureInfo.InvariantCulture),
        "--auth", "Password", "--password", password,
        "--logdir", folder,
        "--checkpointdir", folder,
        "--recover",
        "--storage-tier",
        "--device-type", "RandomAccess",
        "--aof", "--aof-commit-freq", "0", "--aof-commit-wait",
        "--aof-memory", "16m", "--aof-page-size", "4m", "--aof-segment-size", "32m", "--aof-size-limit", "64m",
        "--memory", "32m", "--page", "1m", "--segment", "32m", "--index", "2m",
        "--compaction-type", "Lookup", "--compaction-max-segments", "4",
        "--lua", "--lua-transaction-mode",
        "--no-pubsub",
        "--logger-level", "Error",
        "-q",
    ];
}
