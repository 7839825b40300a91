using System.Globalization;
using Downstream.Testing.Processes;

namespace Downstream.Benchmarks.Processes;

/// <summary>
/// A Redis server, silos and one gateway, as processes. Files are on local disk, in one folder for all silos, so that
/// no S3 server takes part in what is measured.
/// </summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<Service> _silos = [];

    private Cluster()
    {
    }

    public RedisServer Redis { get; } = new();

    public IReadOnlyList<Service> Silos => _silos;

    public Service Gateway { get; private set; } = null!;

    /// <param name="silos">How many silos.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <param name="settings">Settings of the silos beyond those that every measurement needs.</param>
    public static async Task<Cluster> StartAsync(int silos, CancellationToken cancellationToken, params (string Name, string Value)[] settings)
    {
        var cluster = new Cluster();
        try
        {
            await cluster.Redis.StartAsync(cancellationToken);
            for (var count = 0; count < silos; count++)
                cluster._silos.Add(cluster.NewSilo(settings));

            foreach (var silo in cluster._silos)
                await silo.StartAsync(cancellationToken);

            cluster.Gateway = cluster.NewGateway();
            await cluster.Gateway.StartAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Gateway is not null)
            await Gateway.DisposeAsync();
        foreach (var silo in _silos)
            await silo.DisposeAsync();

        await Redis.DisposeAsync();
        _folder.Dispose();
    }

    private Service NewSilo((string Name, string Value)[] settings)
    {
        var port = FreePort.Next();
        var all = Shared();
        all["OPERATIONS_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        all["MAX_ACTIVE_JOBS_PER_CLIENT"] = "1000000";
        all["SIMULATED_FILE_MAX_BYTES"] = "1024";
        foreach (var (name, value) in settings)
            all[name] = value;

        return new Service("A silo", Service.Built("Downstream.Silo"), port, "/health", all);
    }

    private Service NewGateway()
    {
        var port = FreePort.Next();
        var all = Shared();
        all["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        all["RATE_LIMIT_MAX_REQUESTS"] = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        all["MAX_STREAMS_PER_CLIENT"] = all["MAX_STREAMS"] = "1000000";
        return new Service("The gateway", Service.Built("Downstream.Gateway"), port, "/health", all);
    }

    private Dictionary<string, string> Shared() => new()
    {
        ["REDIS_URL"] = Redis.Url,
        ["DATA_DIR"] = _folder.Path,
        ["SILO_PORT"] = "0",
        ["SILO_ADDRESS"] = "127.0.0.1",
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
    };
}
