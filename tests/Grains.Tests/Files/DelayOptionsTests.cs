using Downstream.Grains.Files;

namespace Downstream.Grains.Tests.Files;

public sealed class DelayOptionsTests
{
    [Fact]
    public void A_delay_is_drawn_from_its_range()
    {
        var options = new DelayOptions { Min = TimeSpan.FromSeconds(2), Max = TimeSpan.FromSeconds(3) };

        var delays = options.Next(100);

        Assert.Equal(100, delays.Count);
        Assert.All(delays, delay => Assert.InRange(delay, options.Min, options.Max));
        Assert.True(delays.Distinct().Count() > 1);
    }

    [Fact]
    public void A_delay_that_is_off_is_nothing() => Assert.Equal([TimeSpan.Zero, TimeSpan.Zero], new DelayOptions { Enabled = false }.Next(2));
}
