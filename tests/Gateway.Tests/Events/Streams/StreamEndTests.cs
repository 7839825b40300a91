using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Downstream.Gateway.Events.Streams;
using Downstream.Gateway.Tests.Support;
using Downstream.Gateway.Tests.Support.Scripts;
using Downstream.Testing.Streams;

namespace Downstream.Gateway.Tests.Events.Streams;

public sealed partial class StreamEndTests
{
    [Fact]
    public async Task A_silent_stream_is_pinged_every_15_seconds()
    {
        await using var gateway = await TestGateway.StartAsync();
        var job = gateway.Cluster.Existing();
        using var reader = await gateway.SubscribeAsync(job);
        Assert.Equal("snapshot:1", (await reader.NextEventAsync())?.Label);
        await job.WatchedByAsync(1);

        gateway.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("event: ping\ndata: {\"time\":\"2031-05-06T07:08:24.000Z\"}\n\n", await reader.NextBlockAsync());

        // What is sent counts as much as a ping.
        gateway.Time.Advance(TimeSpan.FromSeconds(10));
        job.File(1);
        Assert.Equal("file:2", (await reader.NextEventAsync())?.Label);
        gateway.Time.Advance(TimeSpan.FromSeconds(14));
        job.File(2);
        Assert.Equal("file:3", (await reader.NextEventAsync())?.Label);
        gateway.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("ping", (await reader.NextEventAsync())!.Type);
    }

    [Fact]
    public async Task A_stream_ends_itself_after_about_ten_minutes()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var ends = new StreamEnds(gateway);
        var job = gateway.Cluster.Existing();
        using var reader = await gateway.SubscribeAsync(job);
        Assert.Equal("snapshot:1", (await reader.NextEventAsync())?.Label);

        gateway.Time.Advance(TimeSpan.FromMinutes(8) - TimeSpan.FromSeconds(1));
        job.File(1);
        Assert.Equal("file:2", (await reader.NextDurableAsync())?.Label);
        Assert.Equal(1, gateway.Streams.Count);
        Assert.False(ends.Any);
        gateway.Time.Advance(TimeSpan.FromMinutes(4) + TimeSpan.FromSeconds(2));

        Assert.All(await reader.ToEndAsync(), e => Assert.Equal("ping", e.Type));
        Assert.Equal("rotated", await ends.NextAsync());
    }

    [Fact]
    public async Task A_reader_that_does_not_read_is_cut_off_and_the_others_get_everything()
    {
        const int Files = 200;
        await using var gateway = await TestGateway.StartAsync<StreamOptions>(options => options.Rotation = TimeSpan.FromDays(1));
        using var ends = new StreamEnds(gateway);
        var job = gateway.Cluster.Existing(totalFiles: 1000);
        using var stuck = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await stuck.ConnectAsync(new IPEndPoint(IPAddress.Loopback, gateway.Address.Port), TestContext.Current.CancellationToken);
        await stuck.SendAsync(Encoding.ASCII.GetBytes($"GET {job.EventsPath} HTTP/1.1\r\nHost: gateway\r\n\r\n"));
        Assert.NotEqual(0, await stuck.ReceiveAsync(new byte[64]));
        using var good = await gateway.SubscribeAsync(job);
        await job.WatchedByAsync(1);

        var big = new string('x', 100_000);
        for (var file = 0; file < Files; file++)
            job.File(file, error: big);

        var events = await good.TakeAsync(1 + Files);

        // Once a small one has come too, no write of the good reader's stream is under way any more.
        job.File(Files);
        events.AddRange(await good.TakeAsync(1));
        Assert.False(ends.Any);

        // The clock moves until the other stream has begun to wait for its reader, and then over its limit.
        var end = ends.NextAsync();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!end.IsCompleted)
        {
            gateway.Time.Advance(TimeSpan.FromSeconds(1));
            await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("slow", await end);
        job.End();

        events.AddRange(await good.TakeAsync(1));
        Assert.Null(await good.NextDurableAsync());
        Assert.Equal(["snapshot", .. Enumerable.Repeat("file", Files + 1), "completed"], events.Select(e => e.Type));
        Assert.Equal("ended", await ends.NextAsync());
    }

    [Fact]
    public async Task A_stream_is_released_at_once_when_its_client_goes()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        using var ends = new StreamEnds(gateway);
        var job = gateway.Cluster.Existing();
        var reader = await gateway.SubscribeAsync(job);
        Assert.Equal("snapshot:1", (await reader.NextEventAsync())?.Label);

        reader.Dispose();

        Assert.Equal("client_gone", await ends.NextAsync());
        Assert.Equal(0, gateway.Streams.Count);
    }

    [Fact]
    public async Task A_thousand_open_streams_do_not_hold_a_graceful_stop_and_say_when_to_come_back()
    {
        const int Streams = 1000;
        const int OpenedAtOnce = 100;
        await using var gateway = await TestGateway.StartLiveAsync<StreamOptions>(options => options.PingInterval = TimeSpan.FromMinutes(10), $"MAX_STREAMS_PER_CLIENT={Streams}");
        var job = gateway.Cluster.Existing();
        var readers = new List<EventReader>();
        while (readers.Count < Streams)
            readers.AddRange(await Task.WhenAll(Enumerable.Range(0, OpenedAtOnce).Select(_ => OpenAsync(gateway, job))));

        Assert.Equal(Streams, gateway.Streams.Count);

        var rests = readers.Select(reader => Task.Run(reader.RestAsync)).ToList();
        var clock = Stopwatch.StartNew();
        await gateway.StopAsync();
        var elapsed = clock.Elapsed;
        var goodbyes = await Task.WhenAll(rests);

        // The goal is two seconds; the rest is what a busy machine may add.
        TestContext.Current.TestOutputHelper?.WriteLine($"{Streams} open streams: stopped after {elapsed.TotalSeconds:F2} s");
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(6));
        Assert.All(goodbyes, goodbye => Assert.InRange(int.Parse(Goodbye().Match(goodbye).Groups[1].Value), 500, 3000));
        Assert.NotEqual(1, goodbyes.Distinct().Count());
    }

    private static async Task<EventReader> OpenAsync(TestGateway gateway, ScriptedJob job)
    {
        var reader = await gateway.SubscribeAsync(job);
        Assert.Equal("snapshot:1", (await reader.NextEventAsync())?.Label);
        return reader;
    }

    [GeneratedRegex(@"\Aretry: (\d+)\n\n\z")]
    private static partial Regex Goodbye();
}
