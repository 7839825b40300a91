using System.Net;
using Downstream.Grains.Origins;
using Downstream.Grains.Origins.Http;

namespace Downstream.Grains.Tests.Origins;

/// <summary>Where a redirect is followed to, once its name is an address.</summary>
public sealed class OriginConnectionsTests
{
    /// <summary>Of this machine as well as loopback's first, which plays the origin's.</summary>
    private static readonly IPAddress Inside = IPAddress.Parse("127.0.0.2");

    /// <summary>Of a block of global addresses that nobody has been given: nobody answers there.</summary>
    private static readonly IPAddress Outside = IPAddress.Parse("2d00::1");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_name_that_was_outside_is_not_followed_inside(bool isSamePort)
    {
        await using var origin = new RawServer();
        await using var secret = new RawServer(Inside, isSamePort ? origin.Port : 0);
        secret.Then("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n", "secret"u8.ToArray());
        origin.Then($"HTTP/1.1 302 Found\r\nLocation: http://FILES.example:{secret.Port}/secret\r\nContent-Length: 0\r\n\r\n", []);
        var asked = 0;
        using var http = New(origin, (_, _) => Task.FromResult(asked++ == 0 ? new[] { IPAddress.Loopback, Outside } : [Inside]));
        var sink = new Sink();

        var failure = await Assert.ThrowsAsync<OriginException>(() => http.CopyToAsync(7, kept: null, sink.OpenAsync, Cancellation));

        Assert.True(failure.MayPass);
        Assert.Empty(secret.Requests);
        Assert.Equal(0, sink.Opened);
    }

    [Theory]
    [InlineData("files.example")]
    [InlineData("storage.example")]
    public async Task Another_port_and_a_host_that_the_operator_named_are_reached_where_their_names_say(string host)
    {
        await using var origin = new RawServer();
        await using var files = new RawServer(Inside);
        files.Then("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", "file"u8.ToArray());
        origin.Then($"HTTP/1.1 302 Found\r\nLocation: http://{host}:{files.Port}/\r\nContent-Length: 0\r\n\r\n", []);
        var asked = 0;
        using var http = New(origin, (_, _) => Task.FromResult(new[] { asked++ == 0 ? IPAddress.Loopback : Inside }), "storage.example");
        var sink = new Sink();

        await http.CopyToAsync(7, kept: null, sink.OpenAsync, Cancellation);

        Assert.Equal("file"u8.ToArray(), sink.Bytes);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.0.3.1", true)]
    [InlineData("2001:200::1", true)]
    [InlineData("2001:db7::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("192.88.99.1", false)]
    [InlineData("198.51.100.1", false)]
    [InlineData("203.0.113.1", false)]
    [InlineData("239.1.1.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::7f00:1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("64:ff9b:1::7f00:1", false)]
    [InlineData("100::1", false)]
    [InlineData("2001:0:4136:e378:8000:63bf:80ff:fffe", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("3fff::1", false)]
    [InlineData("5f00::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    public void Addresses_of_this_machine_and_of_networks_like_its_own_are_inside(string address, bool isOutside) =>
        Assert.Equal(isOutside, NetworkBorder.IsOutside(IPAddress.Parse(address)));

    private static HttpOrigin New(RawServer origin, ResolveHost resolve, params string[] allowed) => new(
        new OriginOptions { UrlTemplate = $"http://files.example:{origin.Port}/{{file_id}}", AllowedHosts = allowed, ResumeDelay = TimeSpan.Zero }, TimeProvider.System, resolve);
}
