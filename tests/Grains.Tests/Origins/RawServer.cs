using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Downstream.Grains.Tests.Origins;

/// <summary>A server of which every byte is the test's: it reads the head of a request, sends what it was given, and closes.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<(string Head, byte[] Body)> _answers = new();
    private readonly Task _serving;

    /// <param name="address">Where to listen; loopback without one.</param>
    /// <param name="port">The port; 0 for any free one.</param>
    public RawServer(IPAddress? address = null, int port = 0)
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, port);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The heads of the requests so far.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>What HEAD gets instead of an answer; null for the answer.</summary>
    public string? ToHead { get; set; }

    /// <summary>Answers the next request; the last answer goes on for ever. Lines end as they are written.</summary>
    public void Then(string head, byte[] body) => _answers.Enqueue((head, body));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) > 0)
                head.Append((char)one[0]);

            Requests.Enqueue(head.ToString());
            if (ToHead is { } text && head.ToString().StartsWith("HEAD ", StringComparison.Ordinal))
            {
                await stream.WriteAsync(Encoding.Latin1.GetBytes(text), _stop.Token);
                return;
            }

            if ((_answers.Count > 1 ? _answers.TryDequeue(out var answer) : _answers.TryPeek(out answer)) is false)
                return;

            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer.Head), _stop.Token);
            await stream.WriteAsync(answer.Body, _stop.Token);
        }
        catch (IOException)
        {
            // The client has what it wanted.
        }
    }
}
