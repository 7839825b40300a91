using Downstream.Silo.Hosting;
using Downstream.Testing.Processes;
using StackExchange.Redis;

namespace Downstream.Gateway.Tests.RateLimiting;

/// <summary>On the embedded store of the one process.</summary>
public sealed class EmbeddedLeaseTests : LeaseSuite
{
    private readonly TempFolder _folder = new();
    private EmbeddedStore? _server;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _server?.Dispose();
        _folder.Dispose();
    }

    protected override Task<ConfigurationOptions> StartAsync()
    {
        _server = EmbeddedStore.Start(_folder.Path);
        return Task.FromResult(_server.Configuration);
    }
}
