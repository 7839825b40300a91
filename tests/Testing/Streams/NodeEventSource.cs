using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace Downstream.Testing.Streams;

/// <summary>The npm package <c>eventsource</c> on Node.js as a watcher: a client that nobody here has written.</summary>
public sealed class NodeEventSource : IAsyncDisposable
{
    private const int MostUnread = 10_000;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly Channel<StreamEvent> _lines = Channel.CreateBounded<StreamEvent>(MostUnread);

    private NodeEventSource(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _ = ReadAsync();
    }

    /// <summary>All that it printed so far: <c>open</c> for each connection, then the events, and <c>closed</c> in the end.</summary>
    public List<StreamEvent> Seen { get; } = [];

    /// <summary>Opens the stream, and comes back to it until the server ends it for good.</summary>
    public static async Task<NodeEventSource> StartAsync(Uri url, CancellationToken cancellationToken)
    {
        var folder = await NodePackages.RequireAsync(cancellationToken);
        var process = Process.Start(NodePackages.Script(folder, "event-log.mjs", url.ToString()));
        return new NodeEventSource(process ?? throw new InvalidOperationException("node did not start."));
    }

    /// <summary>Reads on until it has printed what the condition asks for.</summary>
    public async Task WaitForAsync(Func<StreamEvent, bool> condition, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            while (true)
            {
                var line = await _lines.Reader.ReadAsync(deadline.Token);
                Seen.Add(line);
                if (condition(line))
                    return;
            }
        }
        catch (Exception error) when (error is ChannelClosedException or OperationCanceledException)
        {
            throw new TimeoutException($"The EventSource did not show it. It showed:\n{string.Join('\n', Seen)}\n{(_errors.IsCompletedSuccessfully ? await _errors : "")}", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();

        await _process.WaitForExitAsync().WaitAsync(StopLimit);
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            await _lines.Writer.WriteAsync(JsonSerializer.Deserialize<StreamEvent>(line, JsonSerializerOptions.Web)!);

        _lines.Writer.Complete();
    }
}
