namespace Downstream.Testing.Processes;

/// <summary>
/// Silos and gateways in processes of their own, on a Redis server and an S3 server of their own, all on loopback.
/// Any of them can be taken down; <see cref="RestoreAsync"/> makes the cluster whole again.
/// </summary>
public sealed class ClusterProcesses : IAsyncDisposable
{
    public const string Bucket = "downloads";

    private readonly TempFolder _objects = new();
    private readonly int _storePort = FreePort.Next();
    private S3Server? _store;

    private ClusterProcesses(RedisServer redis, int silos, int gateways, IReadOnlyList<(string Name, string Value)> settings, bool gatewaysRunGrains)
    {
        Redis = redis;
        (string, string)[] member =
        [
            ("REDIS_URL", redis.Url),
            ("CLUSTER_ID", $"test-{redis.Port}"),
            ("SILO_ADDRESS", "127.0.0.1"),
        ];
        var bucket = S3Server.Settings(_storePort, Bucket);
        Silos = [.. Enumerable.Range(0, silos).Select(_ => new SiloProcess([.. member, .. bucket, .. settings]))];

        // Of the object store a gateway without grains is told nothing at all.
        (string, string)[] grains = gatewaysRunGrains ? [.. bucket, ("RUN_GRAINS", "true")] : [];
        Gateways = [.. Enumerable.Range(0, gateways).Select(_ => new GatewayProcess([.. member, .. grains, .. settings]))];
        foreach (var service in Members)
            service.Output.Forbid(S3Server.SecretAccessKey);
    }

    public RedisServer Redis { get; }

    public IReadOnlyList<SiloProcess> Silos { get; }

    public IReadOnlyList<GatewayProcess> Gateways { get; }

    /// <summary>The silos, then the gateways.</summary>
    public IEnumerable<ServiceProcess> Members => [.. Silos, .. Gateways];

    /// <summary>Where the S3 server listens. Path style.</summary>
    public Uri StoreEndpoint => new($"http://127.0.0.1:{_storePort}");

    /// <summary>Starts everything. Skips the test, with the reason, where a server is not installed.</summary>
    /// <param name="silos">How many silos.</param>
    /// <param name="gateways">How many gateways.</param>
    /// <param name="settings">Settings of all of them.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <param name="gatewaysRunGrains">Whether the gateways are nodes that do everything.</param>
    public static async Task<ClusterProcesses> StartAsync(
        int silos, int gateways, IReadOnlyList<(string Name, string Value)> settings, CancellationToken cancellationToken, bool gatewaysRunGrains = false)
    {
        var cluster = new ClusterProcesses(await RedisServer.StartNewAsync(cancellationToken), silos, gateways, settings, gatewaysRunGrains);
        try
        {
            await cluster.RestoreAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts what is down and lets go on what is suspended, until every member answers.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        await StartStoreAsync(cancellationToken);
        if (Redis.HasExited)
            await Redis.StartAsync(cancellationToken);

        await Task.WhenAll(Members.Select(member => BringUpAsync(member, cancellationToken)));
    }

    /// <summary>Ends the S3 server as a crash would. Its objects are there again once it is started again.</summary>
    public async Task StopStoreAsync()
    {
        if (_store is { } store)
            await store.DisposeAsync();

        _store = null;
    }

    public async Task StartStoreAsync(CancellationToken cancellationToken) =>
        _store ??= await S3Server.StartAsync(_storePort, cancellationToken, _objects.Path);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Members.Select(member => member.DisposeAsync().AsTask()));
        await Redis.DisposeAsync();
        await StopStoreAsync();
        _objects.Dispose();
    }

    private static async Task BringUpAsync(ServiceProcess member, CancellationToken cancellationToken)
    {
        if (!member.HasExited)
        {
            member.Resume();
            if (await member.AnswersAsync(cancellationToken))
                return;
        }

        await member.StartAsync(cancellationToken);
    }
}
