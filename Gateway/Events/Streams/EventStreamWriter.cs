using System.IO.Pipelines;

namespace Downstream.Gateway.Events.Streams;

/// <summary>Puts blocks of text/event-stream on their way, as many as one flush should carry.</summary>
internal abstract class EventStreamWriter(PipeWriter body)
{
    private const int FlushBytes = 32 * 1024;

    /// <summary>How many events were written since the last flush.</summary>
    public int Events { get; private set; }

    /// <summary>How many bytes were written since the last flush.</summary>
    public int Bytes { get; private set; }

    public bool IsEmpty => Bytes == 0;

    /// <summary>Whether what was written should go before more is.</summary>
    public bool IsFull => Bytes >= FlushBytes;

    /// <summary>Cancelled when the client closed the connection, or it broke.</summary>
    public abstract CancellationToken Gone { get; }

    /// <summary>Writes a block, or a part of one, that is no event.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Write(body, bytes);
        Bytes += bytes.Length;
    }

    public void WriteEvent(ReadOnlySpan<byte> bytes)
    {
        Write(bytes);
        Events++;
    }

    public ValueTask<FlushResult> FlushAsync()
    {
        Bytes = 0;
        Events = 0;
        return body.FlushAsync(CancellationToken.None);
    }

    /// <summary>Cuts the connection.</summary>
    public abstract void Abort();

    protected abstract void Write(PipeWriter body, ReadOnlySpan<byte> bytes);
}
