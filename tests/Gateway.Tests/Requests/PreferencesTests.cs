using CsCheck;
using Downstream.Gateway.Http.Requests;
using Microsoft.Extensions.Primitives;

namespace Downstream.Gateway.Tests.Requests;

public sealed class PreferencesTests
{
    [Theory]
    [InlineData("", false, null)]
    [InlineData("respond-async", true, null)]
    [InlineData("RESPOND-ASYNC ; a=b", true, null)]
    [InlineData("wait=3, wait=9", false, 3)]
    [InlineData("wait=x, wait=9", false, null)]
    [InlineData("wait=\"3\"", false, 3)]
    [InlineData("wait", false, null)]
    [InlineData("wait=", false, null)]
    [InlineData("wait=3.5", false, null)]
    [InlineData("foo=\"wait=3, respond-async\"", false, null)]
    [InlineData("foo=\"a\\\", wait=3\", wait=4", false, 4)]
    [InlineData("foo=\"open, wait=3", false, null)]
    [InlineData(",,;;=,wait=3,", false, 3)]
    [InlineData("wait=999999", false, 86_400)]
    public void Known_preferences_are_read_and_the_rest_is_not_there(string header, bool respondAsync, int? wait) =>
        Assert.Equal(new Preferences(respondAsync, wait is { } seconds ? TimeSpan.FromSeconds(seconds) : null), Preferences.Parse(header));

    [Fact]
    public void Several_headers_are_one_list() =>
        Assert.Equal(new Preferences(true, TimeSpan.FromSeconds(2)), Preferences.Parse(new StringValues(["wait=2", "respond-async"])));

    [Fact]
    public void No_text_makes_it_throw() => Gen.Char["ab ,;=\"\\wait0123respond-async"].Array.Sample(chars => { Preferences.Parse(new string(chars)); });
}
