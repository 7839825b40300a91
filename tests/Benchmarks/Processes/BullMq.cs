using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Downstream.Benchmarks.Load;
using Downstream.Testing;
using Downstream.Testing.Processes;

namespace Downstream.Benchmarks.Processes;

/// <summary>
/// What users would build instead: BullMQ behind <c>node:http</c>, one process that answers and one that works, on a Redis
/// server of its own that persists as the service's does. Its jobs do nothing.
/// </summary>
internal sealed class BullMq : IAsyncDisposable
{
    public const string SubmitPath = "/";

    private const string Script = "bullmq.mjs";
    private const string JobsAtOnce = "100";

    private readonly RedisServer _redis = new();
    private Process? _worker;
    private Service? _server;

    private BullMq()
    {
    }

    public int Port => _server!.Port;

    /// <param name="delayMs">How long its jobs wait before they run, in milliseconds.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<BullMq> StartAsync(int delayMs, CancellationToken cancellationToken)
    {
        var peer = new BullMq();
        try
        {
            var folder = await NodePackages.RequireAsync(cancellationToken);
            await peer._redis.StartAsync(cancellationToken);
            var port = FreePort.Next();
            var script = Path.Combine(folder, Script);
            peer._server = new Service(
                "BullMQ", "node", port, "/", new Dictionary<string, string>(), script, "serve", Text(peer._redis.Port), Text(port), Text(delayMs));
            await peer._server.StartAsync(cancellationToken);
            peer._worker = Process.Start(new ProcessStartInfo("node", [script, "work", Text(peer._redis.Port), JobsAtOnce]));
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public static string JobPath(string jobId) => $"/{jobId}";

    /// <summary>The job id in an answer to a submit.</summary>
    public static string ReadId(ReadOnlySpan<byte> answer) => Body(answer).GetProperty("jobId").GetString()!;

    /// <summary>Waits until no job is left that could run.</summary>
    public static async Task DrainAsync(RequestLoad load, TimeSpan patience, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.GetTimestamp();
        var unfinished = 1;
        while (unfinished > 0)
        {
            if (Stopwatch.GetElapsedTime(waited) > patience)
                throw new TimeoutException($"BullMQ still has {unfinished} unfinished jobs.");

            cancellationToken.ThrowIfCancellationRequested();
            await load.RunAsync(
                [RequestLoad.Get("/unfinished")], patience, most: 1, answer => unfinished = Body(answer).GetProperty("unfinished").GetInt32());
        }
    }

    public async ValueTask DisposeAsync()
    {
        _worker?.Kill();
        _worker?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();

        await _redis.DisposeAsync();
    }

    private static JsonElement Body(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer[(answer.IndexOf("\r\n\r\n"u8) + 4)..]);
        return JsonElement.ParseValue(ref reader);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
