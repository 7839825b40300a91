using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Downstream.Gateway.Callers;
using Downstream.Gateway.Events.Cursors;
using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Events.HandOver;
using Downstream.Gateway.Events.Streams;
using Downstream.Gateway.Hosting;
using Downstream.Gateway.Tests.Support;
using Downstream.Gateway.Tests.Support.Scripts;
using Downstream.Testing.Streams;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Events.Streams;

/// <summary>Streams that have their connection from the server, byte by byte.</summary>
public sealed class HandOverTests
{
    private const string Preamble = "retry: 2000\n: downstream events\n\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_response_is_chunked_to_its_very_end_and_the_connection_with_it()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        using var ends = new StreamEnds(gateway);
        var job = gateway.Cluster.Existing();
        using var client = await RawStream.OpenAsync(gateway.Address, Get(job));
        await client.UntilAsync("event: snapshot");
        await job.WatchedByAsync(1);
        var big = new string('x', 100_000);
        job.File(1, error: "small");
        job.File(2, error: big);
        job.End();

        var (head, body) = await client.ToEndAsync();
        Assert.Contains("\r\nConnection: close\r\n", head);
        Assert.Contains("\r\nTransfer-Encoding: chunked\r\n", head);
        var text = Unchunk(body);
        Assert.StartsWith(Preamble + "id: 1\nevent: snapshot\n", text);
        Assert.Contains("\"error\":\"small\"", text);
        Assert.Contains($"\"error\":\"{big}\"", text);
        Assert.Contains("\n\nid: 4\nevent: completed\n", text);
        Assert.Equal("ended", await ends.NextAsync());
    }

    [Fact]
    public async Task A_second_request_on_the_connection_is_never_answered()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        using var client = await RawStream.OpenAsync(gateway.Address, Get(job) + Get(job));
        await client.UntilAsync("event: snapshot");
        await client.SendAsync(Get(job));
        await job.WatchedByAsync(1);
        job.File(1);
        job.End();

        var text = Unchunk((await client.ToEndAsync()).Body);
        Assert.EndsWith("\n\n", text);
        Assert.DoesNotContain("HTTP/1.1", text);
        Assert.Contains("event: completed\n", text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_closes_its_side_has_left(bool isHandedOver)
    {
        await using var gateway = await TestGateway.StartLiveAsync(isHandedOver ? "STREAM_HAND_OVER=true" : "STREAM_HAND_OVER=false");
        using var ends = new StreamEnds(gateway);
        using var client = await RawStream.OpenAsync(gateway.Address, Get(gateway.Cluster.Existing()));
        await client.UntilAsync("event: snapshot");

        client.Socket.Shutdown(SocketShutdown.Send);

        Assert.Equal("client_gone", await ends.NextAsync());
        await client.ToEndAsync();
    }

    [Fact]
    public async Task Clients_that_leave_while_their_stream_opens_leave_nothing_behind()
    {
        const int Places = 20;
        await using var gateway = await TestGateway.StartLiveAsync($"MAX_STREAMS_PER_CLIENT={Places}");
        var job = gateway.Cluster.Existing();
        for (var client = 0; client < 10 * Places; client++)
        {
            // A reset, at another moment of the opening each time.
            using var leaving = await RawStream.OpenAsync(gateway.Address, Get(job));
            leaving.Socket.LingerState = new LingerOption(true, 0);
            if (client % 3 > 0)
                await leaving.UntilAsync(client % 3 == 1 ? "HTTP/1.1" : Preamble);
        }

        // Every place can be had again, and none of them twice.
        var open = new List<EventReader>();
        using var limit = new CancellationTokenSource(TestGateway.Deadline);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (open.Count < Places)
        {
            var reader = await gateway.SubscribeAsync(job);
            if (reader.Status == HttpStatusCode.OK)
            {
                open.Add(reader);
                continue;
            }

            reader.Dispose();
            await pace.WaitForNextTickAsync(limit.Token);
        }

        using (var refused = await gateway.SubscribeAsync(job))
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);

        while (gateway.Streams.Count != Places)
            await pace.WaitForNextTickAsync(limit.Token);

        open.ForEach(reader => reader.Dispose());
    }

    [Fact]
    public async Task A_connection_counts_for_as_long_as_its_stream_and_once()
    {
        const int Connections = 3;
        await using var gateway = await TestGateway.StartAsync(
            builder => builder.Services.AddSingleton(new ConnectionBounds(All: 8, PerAddress: Connections, Descriptors: null)));
        var job = gateway.Cluster.Existing();
        for (var round = 0; round < 2; round++)
        {
            var open = new List<RawStream>();
            using var limit = new CancellationTokenSource(TestGateway.Deadline);
            while (open.Count < Connections)
            {
                limit.Token.ThrowIfCancellationRequested();
                var client = await RawStream.OpenAsync(gateway.Address, Get(job));
                if (await client.TryUntilAsync("event: snapshot"))
                    open.Add(client);
                else
                    client.Dispose();
            }

            using (var refused = await RawStream.OpenAsync(gateway.Address, Get(job)))
                Assert.False(await refused.TryUntilAsync("HTTP/1.1"));

            open.ForEach(client => client.Dispose());
        }
    }

    [Theory]
    [InlineData("GET {0} HTTP/1.0\r\nHost: gateway\r\n\r\n", false)]
    [InlineData("GET {0} HTTP/1.1\r\nHost: gateway\r\nContent-Length: 5\r\n\r\nhello", true)]
    public async Task A_request_that_cannot_be_handed_over_is_served_as_it_was(string request, bool isChunked)
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        using var client = await RawStream.OpenAsync(gateway.Address, request.Replace("{0}", job.EventsPath, StringComparison.Ordinal));
        await client.UntilAsync("event: snapshot");
        await job.WatchedByAsync(1);
        job.End();
        await client.UntilAsync("event: completed");
        if (isChunked)
            await client.UntilAsync("\r\n0\r\n\r\n");

        client.Socket.Shutdown(SocketShutdown.Send);
        var (head, body) = await client.ToEndAsync();
        Assert.Equal(isChunked, head.Contains("\r\nTransfer-Encoding: chunked\r\n", StringComparison.Ordinal));
        Assert.Equal(!isChunked, head.Contains("\r\nConnection: close\r\n", StringComparison.Ordinal));
        Assert.StartsWith(Preamble, isChunked ? Unchunk(body) : body);
    }

    [Fact]
    public async Task Streams_stay_in_their_requests_where_that_is_set()
    {
        await using var gateway = await TestGateway.StartAsync("STREAM_HAND_OVER=false");
        var job = gateway.Cluster.Existing();
        using var client = await RawStream.OpenAsync(gateway.Address, Get(job));
        await client.UntilAsync("event: snapshot");
        await job.WatchedByAsync(1);
        job.End();
        await client.UntilAsync("\r\n0\r\n\r\n");
        await client.SendAsync("GET /health/live HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");

        Assert.Contains("\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n", (await client.ToEndAsync()).Body);
    }

    [Fact]
    public async Task A_client_that_never_takes_the_last_bytes_is_cut_off()
    {
        await using var gateway = await TestGateway.StartAsync();
        var output = new Pipe();
        await using var connection = new StuckConnection(output);
        var cursor = new JobCursor(gateway.Services.GetRequiredService<JobFeeds>(), null, null, null, 0, null);
        using var stream = new JobStream(gateway.Streams, new DefaultHttpContext { RequestServices = gateway.Services }, Guid.CreateVersion7(), cursor);
        Assert.Equal(PlaceEntry.Entered, gateway.Streams.TryEnter(null));

        var over = ((IConnectionHeir)stream).InheritAsync(connection);
        var sent = await output.Reader.ReadAtLeastAsync(int.MaxValue, Cancellation);
        Assert.Equal($"21\r\n{Preamble}\r\n0\r\n\r\n", Encoding.ASCII.GetString(sent.Buffer.ToArray()));
        output.Reader.AdvanceTo(sent.Buffer.End);
        Assert.False(over.IsCompleted || connection.IsAborted);

        gateway.Time.Advance(gateway.Streams.Options.WriteLimit);
        await over.WaitAsync(TestGateway.Deadline, Cancellation);
        Assert.True(connection.IsAborted);
    }

    private static string Get(ScriptedJob job) => $"GET {job.EventsPath} HTTP/1.1\r\nHost: gateway\r\n\r\n";

    /// <summary>What a chunked body stands for; it has to be one, with nothing after it.</summary>
    private static string Unchunk(string body)
    {
        var text = new StringBuilder();
        while (true)
        {
            var line = body.IndexOf("\r\n", StringComparison.Ordinal);
            var length = Convert.ToInt32(body[..line], 16);
            text.Append(body, line + 2, length);
            Assert.Equal("\r\n", body.Substring(line + 2 + length, 2));
            body = body[(line + 4 + length)..];
            if (length > 0)
                continue;

            Assert.Empty(body);
            return text.ToString();
        }
    }

    /// <summary>A connection whose client reads nothing more, and whose end therefore does not come by itself.</summary>
    private sealed class StuckConnection(Pipe output) : DefaultConnectionContext("stuck", new Duplex(output), null!)
    {
        public bool IsAborted { get; private set; }

        public override void Abort(ConnectionAbortedException abortReason) => IsAborted = true;

        private sealed class Duplex(Pipe output) : IDuplexPipe
        {
            public PipeReader Input { get; } = new Pipe().Reader;

            public PipeWriter Output => output.Writer;
        }
    }
}
