using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Files;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Metadata;

namespace Downstream.Cluster.Tests.Files;

/// <summary>A silo that soon collects what is idle, with files that wait for longer than that.</summary>
public sealed class CollectingCluster : JobCluster
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(2);

    protected override short Silos => 1;

    internal override DelayOptions Delay { get; } = new() { Min = TimeSpan.FromHours(1), Max = TimeSpan.FromHours(1) };

    protected override void Configure(ISiloBuilder silo)
    {
        silo.Configure<GrainCollectionOptions>(o => (o.CollectionQuantum, o.CollectionAge) = (TimeSpan.FromSeconds(1), Age));
        silo.Services.AddSingleton<IGrainPropertiesProvider, OneAge>();
    }

    /// <summary>In place of what the grains say themselves.</summary>
    private sealed class OneAge : IGrainPropertiesProvider
    {
        public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties) =>
            properties[WellKnownGrainTypeProperties.IdleDeactivationPeriod] = $"{Age}";
    }
}

public sealed class CollectionTests(CollectingCluster cluster) : IClassFixture<CollectingCluster>
{
    private const int Delayed = 210_007;
    private const int Idle = 210_014;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_waits_out_its_delay_stays_while_one_that_was_used_after_it_is_collected()
    {
        await cluster.Submit("patient", Delayed);
        await JobCluster.Until(() => IsActiveAsync(Delayed));

        await cluster.Grains.File(Idle).Release(Guid.CreateVersion7(), Cancellation);
        await JobCluster.Until(async () => !await IsActiveAsync(Idle));

        Assert.True(await IsActiveAsync(Delayed));
    }

    private async Task<bool> IsActiveAsync(int fileId) => (await cluster.ActiveAsync()).Contains(cluster.Grains.File(fileId).GetGrainId());
}
