using System.Net;
using System.Net.Sockets;
using System.Text;
using Downstream.Gateway.Events.Streams;
using Downstream.Gateway.Hosting;
using Downstream.Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Hosting;

/// <summary>What one address can hold of the gateway's connections.</summary>
public sealed class ConnectionTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_address_holds_its_share_and_no_more_and_gives_it_back()
    {
        await using var gateway = await StartAsync(new ConnectionBounds(All: 8, PerAddress: 3, Descriptors: null));
        var held = new List<TcpClient>();
        for (var i = 0; i < 3; i++)
            held.Add(await OpenAsync(gateway, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));

        using var refused = await OpenAsync(gateway, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", expectsAnswer: false);
        Assert.True(await IsClosedAsync(refused));
        held.ForEach(client => client.Dispose());

        // The places are given back once the server has seen it.
        using var limit = new CancellationTokenSource(Deadline);
        while (true)
        {
            using var again = await OpenAsync(gateway, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", expectsAnswer: false);
            var answer = new byte[12];
            try
            {
                if (await again.GetStream().ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, limit.Token) == answer.Length)
                    break;
            }
            catch (Exception refusal) when (refusal is IOException or InvalidOperationException)
            {
                // Still refused: closed while it was read, or before the client looked.
            }
        }
    }

    [Fact]
    public async Task A_silent_connection_is_closed_when_a_head_would_be()
    {
        await using var gateway = await StartAsync(new ConnectionBounds(All: 8, PerAddress: 8, Descriptors: null) { Silence = TimeSpan.FromMilliseconds(100) });
        using var silent = await OpenAsync(gateway, string.Empty, expectsAnswer: false);
        Assert.True(await IsClosedAsync(silent));
    }

    [Theory]
    [InlineData(20_000, 100, null, 22_000, 600)]
    [InlineData(20_000, 100, 1_000_000, 22_000, 600)]
    [InlineData(20_000, 100, 700, 188, 141)]
    [InlineData(20_000, 20_000, 1_000_000, 22_000, 16_500)]
    [InlineData(10, 100, 100, 1, 1)]
    public void The_bounds_fit_the_streams_and_the_descriptors(int maxStreams, int streamsPerAddress, int? descriptors, int all, int perAddress)
    {
        var options = new StreamOptions { MaxStreams = maxStreams, MaxStreamsPerAddress = streamsPerAddress };
        Assert.Equal(new ConnectionBounds(all, perAddress, descriptors), ConnectionBounds.For(options, descriptors));
    }

    [Fact]
    public async Task No_connection_takes_the_last_descriptors()
    {
        // So few that the connection's own is among the last ones, whatever the test process has open.
        await using var gateway = await StartAsync(new ConnectionBounds(All: 8, PerAddress: 8, Descriptors: 4));
        using var refused = await OpenAsync(gateway, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", expectsAnswer: false);
        Assert.True(await IsClosedAsync(refused));
    }

    [Fact]
    public async Task Too_few_descriptors_for_the_streams_are_said_at_the_start()
    {
        var logs = new RecordingLogs();
        await using var few = await StartAsync(new ConnectionBounds(All: 188, PerAddress: 141, Descriptors: 700), logs);
        Assert.Contains(logs.Lines, line => line.Contains("MAX_STREAMS=20000", StringComparison.Ordinal) && line.Contains("700", StringComparison.Ordinal));
    }

    private static Task<TestGateway> StartAsync(ConnectionBounds bounds, RecordingLogs? logs = null) => TestGateway.StartAsync(builder =>
    {
        builder.Services.AddSingleton(bounds);
        if (logs is not null)
            builder.Services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(logs);
    });

    private static async Task<TcpClient> OpenAsync(TestGateway gateway, string request, bool expectsAnswer = true)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, gateway.Address.Port, TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
            if (expectsAnswer)
                Assert.NotEqual(0, await client.GetStream().ReadAsync(new byte[1024], TestContext.Current.CancellationToken));
        }
        catch (Exception closed) when (closed is IOException or SocketException && !expectsAnswer)
        {
            // Closed before it was written, or even before the connection was reported.
        }

        return client;
    }

    private static async Task<bool> IsClosedAsync(TcpClient client)
    {
        using var limit = new CancellationTokenSource(Deadline);
        try
        {
            return !client.Connected || await client.GetStream().ReadAsync(new byte[1], limit.Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
