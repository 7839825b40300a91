using System.Globalization;
using Downstream.Testing;
using Downstream.Testing.Processes;

namespace Downstream.Benchmarks.Processes;

/// <summary>
/// A Redis server, an S3 server, silos and one gateway, as processes; or instead of silos and gateway one node that does
/// the work of both.
/// </summary>
internal sealed class Cluster : IAsyncDisposable
{
    private S3Server? _store;
    private readonly List<Service> _silos = [];

    private Cluster()
    {
    }

    public RedisServer Redis { get; } = new();

    public IReadOnlyList<Service> Silos => _silos;

    public Service Gateway { get; private set; } = null!;

    /// <param name="silos">How many silos. Without one the gateway runs the grains.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <param name="settings">Settings of the silos beyond those that every measurement needs.</param>
    public static async Task<Cluster> StartAsync(int silos, CancellationToken cancellationToken, params (string Name, string Value)[] settings)
    {
        var cluster = new Cluster();
        try
        {
            await cluster.Redis.StartAsync(cancellationToken);
            cluster._store = await S3Server.StartAsync(0, cancellationToken);
            for (var count = 0; count < silos; count++)
                cluster._silos.Add(cluster.NewSilo(settings));

            foreach (var silo in cluster._silos)
                await silo.StartAsync(cancellationToken);

            cluster.Gateway = silos > 0 ? cluster.NewGateway() : cluster.NewNode(settings);
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

        if (_store is not null)
            await _store.DisposeAsync();

        await Redis.DisposeAsync();
    }

    private Service NewSilo((string Name, string Value)[] settings)
    {
        var port = FreePort.Next();
        var all = WithGrains(settings);
        all["OPERATIONS_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        return new Service("A silo", "dotnet", port, "/health", all, Service.Built("Downstream.Silo"));
    }

    private Service NewNode((string Name, string Value)[] settings) =>
        Gatewayed("The node", new(WithGrains(settings)) { ["RUN_GRAINS"] = "true" });

    private Service NewGateway() => Gatewayed("The gateway", Shared());

    private static Service Gatewayed(string name, Dictionary<string, string> settings)
    {
        var port = FreePort.Next();
        settings["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        settings["RATE_LIMIT_MAX_REQUESTS"] = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        settings["MAX_STREAMS_PER_CLIENT"] = settings["MAX_STREAMS"] = "1000000";
        return new Service(name, "dotnet", port, "/health", settings, Service.Built("Downstream.Gateway"));
    }

    private Dictionary<string, string> WithGrains((string Name, string Value)[] settings)
    {
        var all = Shared();
        all["MAX_ACTIVE_JOBS_PER_CLIENT"] = "1000000";
        all["SIMULATED_FILE_MAX_BYTES"] = "1024";
        foreach (var (name, value) in _store!.Settings("benchmarks").Concat(settings))
            all[name] = value;

        return all;
    }

    private Dictionary<string, string> Shared() => new()
    {
        ["REDIS_URL"] = Redis.Url,
        ["SILO_PORT"] = "0",
        ["SILO_ADDRESS"] = "127.0.0.1",
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
    };
}
