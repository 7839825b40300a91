using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;

namespace Downstream.Testing.Streams;

/// <summary>
/// One connection to an event stream, read event by event, or block by block where it is the bytes that matter. What a
/// block says is left to the parser of .NET.
/// </summary>
public sealed class EventReader : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly PipeReader _body;

    private EventReader(HttpResponseMessage response, Stream body)
    {
        Response = response;
        _body = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: BufferBytes));
    }

    public HttpResponseMessage Response { get; }

    public HttpStatusCode Status => Response.StatusCode;

    /// <summary>The last <c>retry</c> that the stream named.</summary>
    public TimeSpan Retry { get; private set; }

    /// <summary>What came after the last whole block: nothing, unless the stream was cut off.</summary>
    public string Torn { get; private set; } = "";

    /// <summary>Connects, and returns as soon as the answer's head is there.</summary>
    public static async Task<EventReader> OpenAsync(HttpClient http, string path, string? lastEventId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return new EventReader(response, await response.Content.ReadAsStreamAsync(cancellationToken));
    }

    /// <summary>The next block with its empty line, as it came; null when the stream has ended.</summary>
    public async Task<string?> NextBlockAsync(CancellationToken cancellationToken) =>
        await NextBytesAsync(cancellationToken) is { } block ? Encoding.UTF8.GetString(block) : null;

    /// <summary>The next event, blocks that are none passed over; null when the stream has ended.</summary>
    public async Task<StreamEvent?> NextEventAsync(CancellationToken cancellationToken)
    {
        while (await NextBytesAsync(cancellationToken) is { } block)
        {
            var parser = SseParser.Create(new MemoryStream(block));
            StreamEvent? received = null;
            foreach (var item in parser.Enumerate())
                received = new StreamEvent(item.EventType, item.EventId, item.Data);

            if (parser.ReconnectionInterval > TimeSpan.Zero)
                Retry = parser.ReconnectionInterval;
            if (received is not null)
                return received;
        }

        return null;
    }

    /// <summary>The events, until the other side ends the stream. An event that was cut off does not count.</summary>
    public async IAsyncEnumerable<StreamEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Status != HttpStatusCode.OK)
            throw new InvalidOperationException($"The answer is not a stream but {(int)Status}.");

        while (await NextEventAsync(cancellationToken) is { } received)
            yield return received;
    }

    public void Dispose() => Response.Dispose();

    private async Task<byte[]?> NextBytesAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _body.ReadAsync(cancellationToken);
            if (Take(read.Buffer) is { } block)
                return block;

            if (read.IsCompleted)
            {
                Torn = Encoding.UTF8.GetString(read.Buffer);
                _body.AdvanceTo(read.Buffer.Start);
                return null;
            }

            _body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private byte[]? Take(ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> _, "\n\n"u8))
            return null;

        var block = buffer.Slice(0, reader.Position).ToArray();
        _body.AdvanceTo(reader.Position);
        return block;
    }
}
