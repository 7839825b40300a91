using System.IO.Pipelines;
using System.Net;
using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Events.HandOver;
using Downstream.Gateway.Http;
using Microsoft.AspNetCore.Connections;

namespace Downstream.Gateway.Events.Streams;

/// <summary>
/// One open event stream. No task waits for it: whoever brings news writes them, and when the pipe is full the flush
/// carries on when it completes. One thread at a time owns the response; that one also ends the stream.
/// </summary>
internal abstract partial class EventStream(EventStreams streams, HttpContext context) : FeedReader, IConnectionHeir, IDisposable
{
    private const int Idle = 0;
    private const int Writing = 1;
    private const int WritingAgain = 2;
    private const int Over = 3;

    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IPAddress? _address = context.Connection.RemoteIpAddress;
    private EventStreamWriter _writer = null!;
    private int _state = Writing;
    private int _end = -1;
    private bool _saidGoodbye;
    private bool _isReleased;
    private bool _pingIsDue;
    private long _openedAt;
    private int _flushing;
    private long _rotatesAt;
    private long _lastWrite;
    private long _flushSince;

    protected string BaseUrl { get; } = RequestOrigin.BaseUrl(context.Request);

    protected EventStreams Streams => streams;

    /// <summary>The request that opened the stream.</summary>
    public string RequestId { get; } = context.TraceIdentifier;

    /// <summary>The job that it is about; null for one of all the caller's jobs.</summary>
    public virtual Guid? JobId => null;

    /// <summary>The id up to which it has been written; null where it has none of its own.</summary>
    protected virtual long? LastId => null;

    /// <summary>How the stream stands now, as seen from another thread.</summary>
    public OpenStream Describe(long now)
    {
        var flushSince = Volatile.Read(ref _flushSince);
        return new OpenStream(
            RequestId, JobId, Milliseconds(now - _openedAt), LastId,
            flushSince == 0 ? 0 : Volatile.Read(ref _flushing), flushSince == 0 ? 0 : Milliseconds(now - flushSince));

        long Milliseconds(long ticks) => (long)streams.Time.GetElapsedTime(0, ticks).TotalMilliseconds;
    }

    /// <summary>Writes events until the stream ends.</summary>
    public async Task RunAsync(EventStreamWriter writer)
    {
        _writer = writer;
        writer.Write(Preamble);
        _openedAt = _lastWrite = streams.Time.GetTimestamp();
        _rotatesAt = _lastWrite + streams.RotationTicks();
        using var gone = writer.Gone.UnsafeRegister(static stream => ((EventStream)stream!).End(StreamEnd.ClientGone), this);
        var slot = streams.Add(this);
        Begin();
        Write();
        await _over.Task;

        // Before it counts as closed: whoever is told so finds that it holds nothing any more.
        Dispose();
        streams.Remove(slot, this, (StreamEnd)_end);
        lock (_over)
            _isReleased = true;
    }

    async Task IConnectionHeir.InheritAsync(ConnectionContext connection)
    {
        var writer = new ConnectionWriter(connection);
        try
        {
            await RunAsync(writer);
        }
        finally
        {
            streams.Leave(_address);
        }

        // The connection closes once all is sent; what is on its way has as long to be read as any other write.
        writer.Complete();
        await Task.Delay(streams.DrainLimit, streams.Time, connection.ConnectionClosed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!connection.ConnectionClosed.IsCancellationRequested)
            connection.Abort();
    }

    public sealed override void Advance()
    {
        while (true)
        {
            switch (Volatile.Read(ref _state))
            {
                case Idle when Interlocked.CompareExchange(ref _state, Writing, Idle) == Idle:
                    Write();
                    return;
                case Writing when Interlocked.CompareExchange(ref _state, WritingAgain, Writing) == Writing:
                case WritingAgain or Over:
                    return;
            }
        }
    }

    /// <summary>Ends the stream for the first reason that is given.</summary>
    public void End(StreamEnd reason)
    {
        if (Interlocked.CompareExchange(ref _end, (int)reason, -1) == -1)
            Advance();
    }

    /// <summary>Looks at the clock: pings a silent stream, cuts off a slow reader, ends an old stream.</summary>
    public void Tick(long now, bool isStopping)
    {
        var flushSince = Volatile.Read(ref _flushSince);
        if (flushSince != 0 && streams.HasPassed(now - flushSince, isStopping ? EventStreams.StopLimit : streams.Options.WriteLimit))
        {
            End(StreamEnd.Slow);
            Abort();
        }
        else if (now >= _rotatesAt)
        {
            End(StreamEnd.Rotated);
        }
        else if (streams.HasPassed(now - Volatile.Read(ref _lastWrite), streams.Options.PingInterval))
        {
            Volatile.Write(ref _pingIsDue, true);
            Advance();
        }
    }

    /// <summary>Lets go of what the stream reads. Called more than once.</summary>
    public abstract void Dispose();

    /// <summary>Called once, before the first write. Never throws.</summary>
    protected abstract void Begin();

    /// <summary>Writes what is there until the writer is full; true when nothing will ever follow.</summary>
    protected abstract bool WriteNews(EventStreamWriter writer);

    private static ReadOnlySpan<byte> Preamble => "retry: 2000\n: downstream events\n\n"u8;

    /// <summary>Writes until nothing is left or a flush has to be waited for. The caller owns the response.</summary>
    private void Write()
    {
        try
        {
            while (true)
            {
                // Before the news are read: what comes after this makes one more turn.
                Interlocked.Exchange(ref _state, Writing);
                var isOver = Compose();
                if (!_writer.IsEmpty)
                {
                    if (!TryFlush())
                        return;

                    continue;
                }

                if (isOver)
                {
                    Conclude();
                    return;
                }

                if (Interlocked.CompareExchange(ref _state, Idle, Writing) == Writing)
                    return;
            }
        }
        catch (Exception exception)
        {
            // A stream that breaks must not take along who brought the news.
            Break(exception);
        }
    }

    /// <summary>Fills the writer; true when the stream is over once that is flushed.</summary>
    private bool Compose()
    {
        switch ((StreamEnd)Volatile.Read(ref _end))
        {
            case StreamEnd.Stopping when !_saidGoodbye:
                _saidGoodbye = true;
                _writer.Write(EventFormat.Retry(Random.Shared.Next(500, 3001)));
                return true;
            case >= 0:
                return true;
        }

        if (WriteNews(_writer))
            Interlocked.CompareExchange(ref _end, (int)StreamEnd.Ended, -1);

        if (Volatile.Read(ref _pingIsDue))
        {
            Volatile.Write(ref _pingIsDue, false);
            if (_writer.IsEmpty)
                _writer.WriteEvent(EventFormat.Ping(streams.Time.GetUtcNow()));
        }

        return Volatile.Read(ref _end) == (int)StreamEnd.Ended;
    }

    /// <summary>Flushes; false when that takes its time, and goes on by itself.</summary>
    private bool TryFlush()
    {
        var now = streams.Time.GetTimestamp();
        Volatile.Write(ref _lastWrite, now);
        streams.Metrics.EventsSent(_writer.Events);
        Volatile.Write(ref _flushing, _writer.Bytes);
        var flush = _writer.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            CheckFlushed(flush.Result);
            return true;
        }

        Volatile.Write(ref _flushSince, now);
        _ = FlushedAsync(flush);
        return false;
    }

    private async Task FlushedAsync(ValueTask<FlushResult> flush)
    {
        try
        {
            CheckFlushed(await flush);
        }
        catch (Exception exception)
        {
            Break(exception);
            return;
        }

        Volatile.Write(ref _flushSince, 0);
        Write();
    }

    private void CheckFlushed(FlushResult flush)
    {
        if (flush.IsCompleted)
            Interlocked.CompareExchange(ref _end, (int)StreamEnd.ClientGone, -1);
    }

    private void Abort()
    {
        // A response's connection serves the next request once this one has returned.
        lock (_over)
        {
            if (!_isReleased)
                _writer.Abort();
        }
    }

    private void Break(Exception exception)
    {
        if (Interlocked.CompareExchange(ref _end, (int)StreamEnd.ClientGone, -1) == -1)
            streams.LogBroken(exception, RequestId, JobId);

        Abort();
        Conclude();
    }

    private void Conclude()
    {
        Volatile.Write(ref _state, Over);
        _over.TrySetResult();
    }
}
