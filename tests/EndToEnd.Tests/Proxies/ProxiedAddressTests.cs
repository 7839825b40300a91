using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Downstream.Testing.Processes.Proxies;

namespace Downstream.EndToEnd.Tests.Proxies;

/// <summary>For whom a proxy asks. The rate limit tells: it counts by address.</summary>
[Collection(ProxiedGateway.Name)]
public sealed class ProxiedAddressTests(ProxiedGateway server)
{
    [Theory]
    [InlineData("nginx")]
    [InlineData("caddy")]
    [InlineData("haproxy")]
    public async Task A_client_cannot_choose_its_address_and_keeps_its_request_id(string program)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var proxy = await ProxyProcess.StartNewAsync(program, [server.Gateway.Process.BaseAddress], cancellationToken);
        using var http = ProxiedService.Client(proxy.BaseAddress);

        var (first, _) = await AskAsync(http, "203.0.113.1", cancellationToken);
        var (second, id) = await AskAsync(http, "203.0.113.2", cancellationToken);

        Assert.Equal(1, first - second);
        Assert.Equal("mine.2", id);
    }

    [Fact]
    public async Task The_hop_that_nginx_trusts_tells_the_clients_address()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var proxy = await ProxyProcess.StartNewAsync("nginx", [server.Gateway.Process.BaseAddress], cancellationToken);
        using var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = FromHopAsync };
        using var http = new HttpClient(handler) { BaseAddress = proxy.BaseAddress };

        var (one, _) = await AskAsync(http, "203.0.113.3", cancellationToken);
        var (other, _) = await AskAsync(http, "203.0.113.4", cancellationToken);

        Assert.Equal(one, other);
    }

    private static async Task<(int Remaining, string Id)> AskAsync(HttpClient http, string claimed, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/download/check") { Content = JsonContent.Create(new { file_id = 70000 }) };
        request.Headers.Add("X-Forwarded-For", claimed);
        request.Headers.Add("X-Request-ID", "mine." + claimed[^1]);
        using var answer = await http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var remaining = int.Parse(answer.Headers.GetValues("RateLimit-Remaining").Single(), CultureInfo.InvariantCulture);
        return (remaining, answer.Headers.GetValues("X-Request-ID").Single());
    }

    private static async ValueTask<Stream> FromHopAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(NginxProcess.TrustedHop), 0));
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
