using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Callers;

namespace Downstream.Cluster.Tests.Callers;

/// <summary>What one address may have under way, whatever its callers call themselves. A caller may have two active jobs here.</summary>
public sealed class AddressLimitTests(SmallJobCluster cluster) : IClassFixture<SmallJobCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Inventing_names_does_not_get_round_the_limit_and_what_has_ended_gives_its_place_back()
    {
        const int held = 7 * 30_000;
        cluster.Origin.Hold(held);
        var address = cluster.Grains.GetGrain<IAddressGrain>("192.0.2.1");
        var jobs = new List<IJobGrain>();
        for (var i = 0; i < AddressGrain.CallersAtOnce * 2; i++)
        {
            var job = await cluster.Submit($"invented-{i}", held);
            Assert.Equal(AddressEntry.Entered, await address.Enter(job.GetPrimaryKey(), $"invented-{i}", Cancellation));
            jobs.Add(job);
        }

        Assert.Equal(AddressEntry.TooManyJobs, await address.Enter(Guid.CreateVersion7(), "one-more", Cancellation));
        Assert.Equal(AddressEntry.Entered, await cluster.Grains.GetGrain<IAddressGrain>("192.0.2.2").Enter(Guid.CreateVersion7(), "one-more", Cancellation));

        await jobs[0].Cancel(Cancellation);
        cluster.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(AddressEntry.Entered, await address.Enter(Guid.CreateVersion7(), "one-more", Cancellation));
        cluster.Origin.Open(held);
    }

    [Fact]
    public async Task One_user_without_a_name_does_not_lock_the_others_out()
    {
        const int held = 7 * 31_000;
        cluster.Origin.Hold(held);
        var address = cluster.Grains.GetGrain<IAddressGrain>("192.0.2.3");
        for (var i = 0; i < 2; i++)
            Assert.Equal(AddressEntry.Entered, await address.Enter((await cluster.Submit("anonymous", held)).GetPrimaryKey(), "anonymous", Cancellation));

        Assert.Equal(AddressEntry.TooManyJobs, await address.Enter(Guid.CreateVersion7(), "anonymous", Cancellation));
        Assert.Equal(AddressEntry.Entered, await cluster.Grains.GetGrain<IAddressGrain>("192.0.2.4").Enter(Guid.CreateVersion7(), "anonymous", Cancellation));
        await cluster.Submit("anonymous", held);
        cluster.Origin.Open(held);
    }

    [Fact]
    public async Task A_site_has_the_limits_of_sixteen_addresses()
    {
        const int held = 7 * 32_000;
        cluster.Origin.Hold(held);
        var site = cluster.Grains.GetGrain<IAddressGrain>($"2001:db8::{AddressKeys.SiteSuffix}");
        for (var i = 0; i < 2 * AddressKeys.NetworksPerSite; i++)
            Assert.Equal(AddressEntry.Entered, await site.Enter((await cluster.Submit("anonymous", held)).GetPrimaryKey(), "anonymous", Cancellation));

        Assert.Equal(AddressEntry.TooManyJobs, await site.Enter(Guid.CreateVersion7(), "anonymous", Cancellation));
        cluster.Origin.Open(held);
    }

    [Fact]
    public async Task Names_are_bounded_and_an_hour_later_there_are_new_ones()
    {
        var address = cluster.Grains.GetGrain<IAddressGrain>("192.0.2.5");
        for (var i = 0; i < AddressGrain.MostNames; i++)
        {
            // Jobs that were never accepted take no place.
            if (i % 20 == 0)
                cluster.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(AddressEntry.Entered, await address.Enter(Guid.CreateVersion7(), $"name-{i}", Cancellation));
        }

        Assert.Equal(AddressEntry.TooManyCallers, await address.Enter(Guid.CreateVersion7(), "new", Cancellation));
        Assert.NotEqual(AddressEntry.TooManyCallers, await address.Enter(Guid.CreateVersion7(), "name-0", Cancellation));
        cluster.Time.Advance(TimeSpan.FromHours(1.1));
        Assert.Equal(AddressEntry.Entered, await address.Enter(Guid.CreateVersion7(), "new", Cancellation));
    }
}
