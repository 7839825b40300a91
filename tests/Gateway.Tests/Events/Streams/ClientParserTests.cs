using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Downstream.Gateway.Tests.Support;
using Downstream.Gateway.Tests.Support.Scripts;
using Downstream.Testing;

namespace Downstream.Gateway.Tests.Events.Streams;

/// <summary>The streams as parsers read them that others wrote.</summary>
public sealed class ClientParserTests
{
    private static readonly string[] Expected = ["snapshot:1", "file:2", "file:3", "file:4", "completed:5"];

    [Fact]
    public async Task The_parser_of_dotnet_reads_a_stream()
    {
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        using var response = await gateway.Client.GetAsync(job.EventsPath, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var parser = SseParser.Create(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        await job.WatchedByAsync(1);
        Play(job);

        var read = new List<string>();
        await foreach (var item in parser.EnumerateAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal(JsonValueKind.Object, JsonSerializer.Deserialize<JsonElement>(item.Data).ValueKind);
            if (item.EventType != "progress")
                read.Add($"{item.EventType}:{item.EventId}");
        }

        Assert.Equal(Expected, read);
        Assert.Equal("5", parser.LastEventId);
        Assert.Equal(TimeSpan.FromSeconds(2), parser.ReconnectionInterval);
    }

    [Fact]
    public async Task The_EventSource_of_npm_reads_a_stream_comes_back_by_itself_and_stops_at_its_end()
    {
        var folder = await NodePackages.RequireAsync(TestContext.Current.CancellationToken);
        await using var gateway = await TestGateway.StartLiveAsync();
        var job = gateway.Cluster.Existing();
        using var client = Process.Start(NodePackages.Script(folder, "event-source.mjs", new Uri(gateway.Address, job.EventsPath).ToString()))!;
        try
        {
            Assert.Equal("snapshot:1", await LineAsync(client));
            await job.WatchedByAsync(1);
            Play(job);
            foreach (var expected in Expected[1..])
                Assert.Equal(expected, await LineAsync(client));

            // The stream is over; the client asks once more and learns from 204 that this was all.
            Assert.Equal("error 204 closed", await LineAsync(client));
        }
        finally
        {
            client.Kill();
            await client.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static void Play(ScriptedJob job)
    {
        job.Progress(100);
        job.File(7);
        job.File(14, error: "file_not_found");
        job.File(21);
        job.End();
    }

    /// <summary>The next line that is about an event with an id, or an error.</summary>
    private static async Task<string?> LineAsync(Process client) =>
        await client.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken);
}
