using System.Reflection;
using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains;
using Downstream.Grains.Files;
using Orleans.Placement;

namespace Downstream.Cluster.Tests.Hosting;

/// <summary>Three silos that have nothing to do but wait.</summary>
public sealed class WaitingCluster : JobCluster
{
    protected override short Silos => 3;

    internal override DelayOptions Delay { get; } = new() { Min = TimeSpan.FromHours(1), Max = TimeSpan.FromHours(1) };
}

public sealed class SpreadTests(WaitingCluster cluster) : IClassFixture<WaitingCluster>
{
    private const int Files = 600;

    [Fact]
    public async Task Every_silo_has_its_share_of_files_that_come_all_at_once()
    {
        for (var burst = 0; burst < 3; burst++)
        {
            var first = 910_000 + (burst * Files);
            await Task.WhenAll(Enumerable.Range(first, Files).Chunk(20).Select(some => cluster.Submit(some)));

            var counts = new List<int>();
            await JobCluster.Until(async () =>
            {
                counts = await CountsAsync(first);
                return counts.Sum() == Files;
            });

            Assert.Equal(3, counts.Count);
            Assert.All(counts, count => Assert.InRange(count, Files / 5, Files / 2));
        }
    }

    /// <summary>By default one goes to the silo that was idle a second ago, and with it all that come within that second.</summary>
    [Fact]
    public void Every_kind_of_grain_says_where_it_is_placed() => Assert.All(
        typeof(GrainServices).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Grain))),
        type => Assert.NotNull(type.GetCustomAttribute<PlacementAttribute>()));

    /// <summary>How many of a burst each silo has that has any.</summary>
    private async Task<List<int>> CountsAsync(int first) =>
        [.. (await cluster.ActiveAtAsync()).Where(one => one.GrainId.Type.ToString() == "file" && one.GrainId.GetIntegerKey() >= first)
            .GroupBy(file => file.SiloAddress).Select(silo => silo.Count())];
}
