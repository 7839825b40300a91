using System.Buffers.Text;
using CsCheck;
using Downstream.Gateway.Events.AllJobs;

namespace Downstream.Gateway.Tests.Events.AllJobs;

public sealed class AllJobsPositionTests
{
    private static readonly byte[] Mark = AllJobsPosition.Mark("someone");

    private static readonly Gen<JobPlace[]> Places = Gen.Select(Gen.Long[1, 1000], Gen.Long[0, 1L << 50]).Array[0, 50].Select(steps =>
    {
        var ordinal = 0L;
        return steps.Select(step => new JobPlace(ordinal += step.Item1, step.Item2)).ToArray();
    });

    [Fact]
    public void A_position_is_read_as_it_was_written() => Gen.Select(Places, Gen.Long[0, 1L << 40]).Sample((places, beyond) =>
    {
        var watermark = (places.Length > 0 ? places[^1].Ordinal : 0) + beyond;
        var text = AllJobsPosition.Write(Mark, watermark, places);

        var read = AllJobsPosition.Parse(text, Mark);

        Assert.Equal(watermark, read?.Watermark);
        Assert.Equal(places, read!.Jobs);
        Assert.Matches("^a1\\.[A-Za-z0-9_-]+$", text);
    });

    [Fact]
    public void A_position_of_many_jobs_fits_a_request_line()
    {
        var places = Enumerable.Range(1, AllJobsPosition.MaxJobs).Select(n => new JobPlace(1_767_000_000_000 + (n * 20L), 2000)).ToList();

        Assert.InRange(AllJobsPosition.Write(Mark, 1_768_000_000_000, places).Length, 1, 2200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("a1.")]
    [InlineData("a1.!!!!")]
    [InlineData("a2.AAAAAAAA")]
    [InlineData("a1.AAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_position_is_not_read(string text) => Assert.Null(AllJobsPosition.Parse(text, Mark));

    [Fact]
    public void A_position_of_another_caller_is_not_read() =>
        Assert.Null(AllJobsPosition.Parse(AllJobsPosition.Write(Mark, 5, [new JobPlace(3, 4)]), AllJobsPosition.Mark("someone else")));

    [Fact]
    public void A_position_that_is_too_long_is_not_read() => Assert.Null(AllJobsPosition.Parse("a1." + new string('A', 10_000), Mark));

    [Fact]
    public void No_bytes_make_it_throw_or_list_what_cannot_be() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        var position = AllJobsPosition.Parse("a1." + Base64Url.EncodeToString([.. Mark, .. bytes]), Mark);
        if (position is null)
            return;

        Assert.Equal(position.Jobs.Select(job => job.Ordinal).Distinct().Order(), position.Jobs.Select(job => job.Ordinal));
        Assert.All(position.Jobs, job => Assert.InRange(job.Ordinal, 1, position.Watermark));
        Assert.All(position.Jobs, job => Assert.InRange(job.LastId, 0, 1L << 53));
    }, iter: 20_000);
}
