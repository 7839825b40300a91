using System.Buffers;
using System.IO.Pipelines;

namespace Downstream.Gateway.Events.Streams;

/// <summary>Puts blocks of text/event-stream into a response's pipe, as many as one flush should carry.</summary>
internal sealed class EventStreamWriter(PipeWriter body)
{
    private const int FlushBytes = 32 * 1024;

    private int _bytes;

    /// <summary>How many events were written since the last flush.</summary>
    public int Events { get; private set; }

    /// <summary>How many bytes were written since the last flush.</summary>
    public int Bytes => _bytes;

    public bool IsEmpty => _bytes == 0;

    /// <summary>Whether what was written should go before more is.</summary>
    public bool IsFull => _bytes >= FlushBytes;

    /// <summary>Writes a block, or a part of one, that is no event.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        body.Write(bytes);
        _bytes += bytes.Length;
    }

    public void WriteEvent(ReadOnlySpan<byte> bytes)
    {
        Write(bytes);
        Events++;
    }

    public ValueTask<FlushResult> FlushAsync()
    {
        _bytes = 0;
        Events = 0;
        return body.FlushAsync(CancellationToken.None);
    }
}
