using System.Net;
using Downstream.Gateway.Callers;

namespace Downstream.Gateway.Tests.Hosting;

public sealed class RemoteAddressTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    [InlineData("::1", "::/64")]
    public void An_IPv6_address_is_its_network(string address, string key) => Assert.Equal(key, RemoteAddress.Of(IPAddress.Parse(address)));

    [Fact]
    public void A_connection_without_an_address_has_a_name_too() => Assert.Equal("unknown", RemoteAddress.Of(null));
}
