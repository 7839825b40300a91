using Downstream.Silo.Hosting;
using StackExchange.Redis;

namespace Downstream.Cluster.Tests.Jobs.Store;

/// <summary>On the embedded store of the one process.</summary>
public sealed class EmbeddedJobStoreTests : JobStoreSuite
{
    private readonly string _folder = Directory.CreateTempSubdirectory("downstream-jobs-").FullName;
    private EmbeddedStore? _server;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    protected override Task<ConfigurationOptions> StartAsync()
    {
        _server = EmbeddedStore.Start(_folder);
        return Task.FromResult(_server.Configuration);
    }
}
