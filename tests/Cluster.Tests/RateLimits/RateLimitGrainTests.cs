using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.RateLimits;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Cluster.Tests.RateLimits;

public sealed class RateLimitGrainTests(JobCluster cluster) : IClassFixture<JobCluster>
{
    [Fact]
    public async Task Members_that_race_for_one_window_get_its_limit_together()
    {
        const int limit = 100;
        var leases = await Task.WhenAll(cluster.Cluster.Silos.SelectMany(silo =>
        {
            var grain = cluster.Cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<IGrainFactory>().GetGrain<IRateLimitGrain>("192.0.2.1");
            return Enumerable.Range(0, 100).Select(_ => grain.Take(1, limit, TimeSpan.FromHours(1), TestContext.Current.CancellationToken));
        })).WaitAsync(JobCluster.Deadline, TestContext.Current.CancellationToken);

        Assert.Equal(limit, leases.Sum(lease => lease.Granted));
        Assert.All(leases, lease => Assert.InRange(lease.Granted, 0, limit / 10));
        Assert.All(leases, lease => Assert.InRange(lease.Reset, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1)));
    }
}
