using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Downstream.Gateway.Events.Streams;

/// <summary>Writes the rest of a chunked response (RFC 9112, 7.1) into a connection that was taken over: a chunk for each block.</summary>
internal sealed class ConnectionWriter(ConnectionContext connection) : EventStreamWriter(connection.Transport.Output)
{
    /// <summary>A chunk up to this length is written in one piece.</summary>
    private const int OnePiece = 2048;

    /// <summary>The length of an array in hex.</summary>
    private const int MaxLengthDigits = 8;

    private const int Framing = MaxLengthDigits + 4;

    public override CancellationToken Gone => connection.ConnectionClosed;

    public override void Abort() => connection.Abort();

    /// <summary>Writes the last chunk, and lets the connection end once all of it is sent.</summary>
    public void Complete()
    {
        var output = connection.Transport.Output;
        output.Write("0\r\n\r\n"u8);
        output.Complete();
    }

    protected override void Write(PipeWriter body, ReadOnlySpan<byte> bytes)
    {
        // A chunk without content would be the last one.
        if (bytes.IsEmpty)
            return;

        if (bytes.Length <= OnePiece)
        {
            var span = body.GetSpan(bytes.Length + Framing);
            var length = WriteLength(span, bytes.Length);
            bytes.CopyTo(span[length..]);
            length += bytes.Length;
            "\r\n"u8.CopyTo(span[length..]);
            body.Advance(length + 2);
            return;
        }

        body.Advance(WriteLength(body.GetSpan(Framing), bytes.Length));
        body.Write(bytes);
        body.Write("\r\n"u8);
    }

    private static int WriteLength(Span<byte> span, int length)
    {
        Utf8Formatter.TryFormat(length, span, out var digits, new StandardFormat('x'));
        "\r\n"u8.CopyTo(span[digits..]);
        return digits + 2;
    }
}
