using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Downstream.Testing.Streams;

/// <summary>One connection to an event stream.</summary>
public sealed class EventStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly SseParser<string>? _parser;

    private EventStream(HttpResponseMessage response, Stream? body)
    {
        _response = response;
        _parser = body is null ? null : SseParser.Create(body);
    }

    public HttpStatusCode Status => _response.StatusCode;

    public HttpResponseHeaders Headers => _response.Headers;

    public HttpContentHeaders ContentHeaders => _response.Content.Headers;

    /// <summary>The last <c>retry</c> that the stream named.</summary>
    public TimeSpan Retry => _parser?.ReconnectionInterval ?? TimeSpan.Zero;

    /// <summary>Connects, and returns as soon as the answer's head is there.</summary>
    public static async Task<EventStream> OpenAsync(HttpClient http, string path, string? lastEventId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var isStream = response.StatusCode == HttpStatusCode.OK;
        return new EventStream(response, isStream ? await response.Content.ReadAsStreamAsync(cancellationToken) : null);
    }

    /// <summary>The events, until the other side ends the stream. An event that was cut off does not count.</summary>
    public async IAsyncEnumerable<StreamEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_parser is null)
            throw new InvalidOperationException($"The answer is not a stream but {(int)Status}.");

        await foreach (var item in _parser.EnumerateAsync(cancellationToken))
            yield return new StreamEvent(item.EventType, item.EventId, item.Data);
    }

    public void Dispose() => _response.Dispose();
}
