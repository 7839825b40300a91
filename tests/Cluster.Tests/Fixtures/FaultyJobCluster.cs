using Downstream.Grains;
using Downstream.Grains.Files;
using Downstream.Grains.Jobs.Store;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Downstream.Cluster.Tests.Fixtures;

/// <summary>One silo whose stores fail on demand.</summary>
public class FaultyJobCluster : JobCluster
{
    internal FaultyStorage Storage => (FaultyStorage)Cluster.GetSiloServiceProvider().GetRequiredKeyedService<IGrainStorage>(StateStorage.Name);

    internal FaultyJobStore JobStore => (FaultyJobStore)Cluster.GetSiloServiceProvider().GetRequiredService<IJobStore>();

    protected override short Silos => 1;

    internal override DelayOptions Delay { get; } = new() { Enabled = false, Min = TimeSpan.FromHours(1), Max = TimeSpan.FromHours(1) };

    protected override void Configure(ISiloBuilder silo)
    {
        var registered = silo.Services.Last(s => s.ServiceType == typeof(IGrainStorage) && Equals(s.ServiceKey, StateStorage.Name));
        silo.Services.Remove(registered);
        silo.Services.AddKeyedSingleton<IGrainStorage>(
            StateStorage.Name, (services, key) => new FaultyStorage((IGrainStorage)registered.KeyedImplementationFactory!(services, key)));
        silo.Services.AddSingleton<RedisJobStore>();
        silo.Services.AddSingleton<IJobStore>(services => new FaultyJobStore(services.GetRequiredService<RedisJobStore>()));
    }
}
