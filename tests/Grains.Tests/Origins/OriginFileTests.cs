using Downstream.Grains.Origins;

namespace Downstream.Grains.Tests.Origins;

/// <summary>When a file counts as another one than what was stored.</summary>
public sealed class OriginFileTests
{
    private static readonly DateTimeOffset Date = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("\"one\"", "\"one\"", false)]
    [InlineData("\"one\"", "\"two\"", true)]
    [InlineData("one", "two", true)]
    [InlineData("W/\"one\"", "W/\"one\"", false)]
    [InlineData("W/\"one\"", "w/\"two\"", true)]
    [InlineData("\"one\"", "W/\"one\"", null)]
    [InlineData("W/\"one\"", "\"one\"", null)]
    [InlineData(null, "\"one\"", null)]
    [InlineData("\"one\"", null, null)]
    public void Tags_are_compared_with_their_own_kind(string? stored, string? now, bool? differs) =>
        Assert.Equal(differs, new OriginFile(1, Tag: now).DiffersFrom(new OriginFile(1, Tag: stored).Version));

    [Fact]
    public void A_weak_tag_beside_a_date_says_nothing()
    {
        Assert.Null(new OriginFile(1, Date, "W/\"one\"").Version);
        Assert.NotNull(new OriginFile(1, Date, "\"one\"").Version);
    }

    [Fact]
    public void A_version_is_a_short_word_whatever_the_tag_is() =>
        Assert.Matches("^strong-[0-9a-f]{64}$", new OriginFile(1, Tag: new string('\u00e9', 5_000) + "\r\n").Version);
}
