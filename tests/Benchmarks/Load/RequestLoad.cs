using System.Diagnostics;
using System.Text;

namespace Downstream.Benchmarks.Load;

/// <summary>Looks at one whole answer, on the thread that sends requests.</summary>
internal delegate void AnswerReader(ReadOnlySpan<byte> answer);

/// <summary>
/// Requests over some connections, each with one on its way at a time. One thread; requests are bytes that were
/// made before.
/// </summary>
internal sealed class RequestLoad : IDisposable
{
    private const int BufferSize = 32 * 1024;
    private const int PollMs = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Epoll _epoll = new();
    private readonly Connection[] _connections;

    public RequestLoad(int port, int connections)
    {
        _connections = [.. Enumerable.Range(0, connections).Select(_ => new Connection(port))];
        for (var index = 0; index < connections; index++)
            _epoll.Watch(_connections[index].Socket.Descriptor, index);
    }

    public static byte[] Get(string path, string client = "bench") =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Client-ID: {client}\r\n\r\n");

    public static byte[] Post(string path, string body, string client = "bench") => Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Client-ID: {client}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    /// <summary>Sends requests, in turn, for a time or until so many are answered.</summary>
    /// <param name="requests">The requests; after the last comes the first.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="reader">Looks at every answer.</param>
    public Task<RequestFigures> RunAsync(IReadOnlyList<byte[]> requests, TimeSpan duration, int most = int.MaxValue, AnswerReader? reader = null) =>
        Task.Factory.StartNew(() => Run(requests, duration, most, reader), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Socket.Dispose();

        _epoll.Dispose();
    }

    private RequestFigures Run(IReadOnlyList<byte[]> requests, TimeSpan duration, int most, AnswerReader? reader)
    {
        var figures = new RequestFigures();
        var sent = 0;
        var open = 0;
        var started = Stopwatch.GetTimestamp();
        foreach (var connection in _connections)
            SendNext(connection);

        while (open > 0)
        {
            var count = _epoll.Wait(PollMs);
            for (var index = 0; index < count; index++)
            {
                var connection = _connections[_epoll.Token(index)];
                if (!connection.TryRead(out var length, out var status))
                    continue;

                open--;
                figures.Answered(status, length, Stopwatch.GetElapsedTime(connection.SentAt));
                reader?.Invoke(connection.Buffer.AsSpan(0, length));
                connection.Clear();
                SendNext(connection);
            }

            if (Stopwatch.GetElapsedTime(started) > duration + Patience)
                throw new TimeoutException($"{open} requests got no answer.");
        }

        figures.Elapsed = Stopwatch.GetElapsedTime(started);
        return figures;

        void SendNext(Connection connection)
        {
            if (sent >= most || Stopwatch.GetElapsedTime(started) > duration)
                return;

            connection.SentAt = Stopwatch.GetTimestamp();
            if (!Epoll.TrySend(connection.Socket.Descriptor, requests[sent++ % requests.Count]))
                throw new IOException("A connection broke.");
            open++;
        }
    }

    private sealed class Connection(int port)
    {
        private int _length;

        public ClientSocket Socket { get; } = new(port);

        public byte[] Buffer { get; } = new byte[BufferSize];

        public long SentAt { get; set; }

        public bool TryRead(out int length, out int status)
        {
            length = status = 0;
            var count = Epoll.Receive(Socket.Descriptor, Buffer.AsSpan(_length));
            if (count == 0)
                throw new IOException("A connection was closed, or an answer is too long.");
            if (count < 0)
                return false;

            _length += count;
            length = HttpAnswer.Measure(Buffer.AsSpan(0, _length), out status);
            return length > 0;
        }

        public void Clear() => _length = 0;
    }
}
