using CsCheck;
using Downstream.Silo.Hosting.Telemetry.Performance;

namespace Downstream.Gateway.Tests.Diagnostics.Performance;

public sealed class LatencyBucketsTests
{
    [Fact]
    public void A_percentile_is_at_most_a_tenth_off() => Gen.Double[0.2, 50_000].Array[1, 200].Sample(times =>
    {
        var figures = new Figures();
        foreach (var time in times)
            figures.Add(time, 200);

        Array.Sort(times);
        foreach (var share in new[] { 0.5, 0.95, 0.99 })
        {
            // Between the two that the rank lies between there is no one answer.
            var rank = Math.Max(1, share * times.Length);
            var (low, high) = (times[(int)Math.Floor(rank) - 1], times[Math.Min(times.Length, (int)Math.Ceiling(rank)) - 1]);
            var read = figures.Percentile(share)!.Value;
            Assert.InRange(read, low / 1.22, (high * 1.22) + 0.01);
        }
    });

    [Fact]
    public void Nothing_counted_is_no_time()
    {
        Assert.Null(new Figures().Percentile(0.5));
        var one = new Figures();
        one.Add(120_000, 200);
        Assert.Equal(120_000, one.Percentile(0.99));
    }

    [Fact]
    public void What_processes_counted_adds_up()
    {
        var (one, other, both) = (new Figures(), new Figures(), new Figures());
        one.Add(5, 200);
        other.Add(50, 404);
        other.Add(500, 503);
        both.Add(one);
        both.Add(other);
        Assert.Equal((3, 1, 1, 500), (both.Count, both.Failed, both.ClientErrors, both.MaxMs));
        Assert.Equal(3, both.Buckets.Sum());
    }
}
