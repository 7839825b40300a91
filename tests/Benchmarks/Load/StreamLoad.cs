using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Downstream.Benchmarks.Load;

/// <summary>
/// Event streams, read by one thread. It only looks for the <c>time</c> that every event has near its end: finding it
/// counts the event, and tells how old it is.
/// </summary>
internal sealed class StreamLoad : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private const int PollMs = 50;
    private const int TimeLength = 24;
    private const int OpenAtOnce = 200;
    private const double DayMs = 86_400_000;

    private static readonly TimeSpan OpenLimit = TimeSpan.FromMinutes(2);

    private readonly Epoll _epoll = new();
    private readonly Stream[] _streams;
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly Thread _reader;
    private volatile StreamFigures? _figures;
    private volatile bool _isOver;
    private volatile int _open;
    private volatile Exception? _failure;

    private StreamLoad(int count)
    {
        _streams = new Stream[count];
        _reader = new Thread(Read) { IsBackground = true };
        _reader.Start();
    }

    private static ReadOnlySpan<byte> Needle => "\"time\":\""u8;

    /// <summary>Opens a stream for each path, and waits until all of them have begun.</summary>
    public static async Task<StreamLoad> OpenAsync(int port, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var load = new StreamLoad(paths.Count);
        try
        {
            var started = Stopwatch.GetTimestamp();
            for (var index = 0; index < paths.Count; index++)
            {
                load.Open(index, port, paths[index]);

                // As fast as they are taken, and not all at once: it is not opening that is measured.
                while (index + 1 - load._open >= OpenAtOnce || (index == paths.Count - 1 && load._open < paths.Count))
                {
                    load.ThrowIfFailed();
                    if (Stopwatch.GetElapsedTime(started) > OpenLimit)
                        throw new TimeoutException($"{load._open} of {paths.Count} streams opened.");

                    await Task.Delay(2, cancellationToken);
                }
            }

            return load;
        }
        catch
        {
            load.Dispose();
            throw;
        }
    }

    /// <summary>Counts what arrives for a while.</summary>
    public async Task<StreamFigures> MeasureAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var figures = new StreamFigures();
        var started = Stopwatch.GetTimestamp();
        _figures = figures;
        await Task.Delay(duration, cancellationToken);
        _figures = null;
        figures.Elapsed = Stopwatch.GetElapsedTime(started);

        // The reader may still be at the last batch.
        await Task.Delay(4 * PollMs, cancellationToken);
        ThrowIfFailed();
        return figures;
    }

    public void Dispose()
    {
        _isOver = true;
        _reader.Join();
        foreach (var stream in _streams)
            stream?.Socket.Dispose();

        _epoll.Dispose();
    }

    private void Open(int index, int port, string path)
    {
        var stream = _streams[index] = new Stream(new ClientSocket(port));
        _epoll.Watch(stream.Socket.Descriptor, index);
        if (!Epoll.TrySend(stream.Socket.Descriptor, Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Client-ID: bench\r\nAccept: text/event-stream\r\n\r\n")))
            throw new IOException("A connection broke.");
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } failure)
            throw new IOException("The streams could not be read.", failure);
    }

    private void Read()
    {
        try
        {
            while (!_isOver)
            {
                var count = _epoll.Wait(PollMs);
                for (var index = 0; index < count; index++)
                    Read(_streams[_epoll.Token(index)]);
            }
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }

    private void Read(Stream stream)
    {
        stream.Rest.AsSpan(0, stream.RestLength).CopyTo(_buffer);
        var count = Epoll.Receive(stream.Socket.Descriptor, _buffer.AsSpan(stream.RestLength));
        if (count < 0)
            return;
        if (count == 0)
            throw new IOException("A stream ended.");

        var bytes = _buffer.AsSpan(0, stream.RestLength + count);
        if (!stream.IsOpen)
        {
            if (!bytes.StartsWith("HTTP/1.1 200"u8))
                throw new IOException("A stream was refused.");

            stream.IsOpen = true;
            _open++;
        }

        var figures = _figures;
        var now = TimeProvider.System.GetUtcNow().TimeOfDay.TotalMilliseconds;
        while (bytes.IndexOf(Needle) is >= 0 and var at && at + Needle.Length + TimeLength <= bytes.Length)
        {
            if (figures is not null)
            {
                var time = TimeOfDayMs(bytes.Slice(at + Needle.Length, TimeLength));
                var age = now - time;
                figures.Arrived(time, age < -DayMs / 2 ? age + DayMs : age);
            }

            bytes = bytes[(at + Needle.Length + TimeLength)..];
        }

        if (figures is not null)
            figures.Bytes += count;

        // What may be the beginning of the next time.
        stream.RestLength = Math.Min(bytes.Length, stream.Rest.Length);
        bytes[^stream.RestLength..].CopyTo(stream.Rest);
    }

    /// <summary>The time of the day in a time such as <c>2026-01-31T12:34:56.789Z</c>.</summary>
    private static int TimeOfDayMs(ReadOnlySpan<byte> time)
    {
        if (!Utf8Parser.TryParse(time.Slice(11, 2), out int hours, out _)
            || !Utf8Parser.TryParse(time.Slice(14, 2), out int minutes, out _)
            || !Utf8Parser.TryParse(time.Slice(17, 2), out int seconds, out _)
            || !Utf8Parser.TryParse(time.Slice(20, 3), out int milliseconds, out _))
        {
            throw new InvalidDataException("An event's time is not one.");
        }

        return (((((hours * 60) + minutes) * 60) + seconds) * 1000) + milliseconds;
    }

    private sealed class Stream(ClientSocket socket)
    {
        public ClientSocket Socket { get; } = socket;

        public bool IsOpen { get; set; }

        public byte[] Rest { get; } = new byte[31];

        public int RestLength { get; set; }
    }
}
