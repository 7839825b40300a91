using System.Net;
using System.Text;
using System.Text.Json;
using Downstream.Gateway.Tests.Support;

namespace Downstream.Gateway.Tests.Events;

/// <summary>A client of one stream that keeps every byte, block by block.</summary>
internal sealed class EventReader : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly StringBuilder _text = new();

    private EventReader(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _body = body;
    }

    public HttpResponseMessage Response => _response;

    public HttpStatusCode Status => _response.StatusCode;

    public static async Task<EventReader> OpenAsync(TestGateway gateway, string path, string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, path));
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);

        using var deadline = Deadline();
        var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        return new EventReader(response, await response.Content.ReadAsStreamAsync(deadline.Token));
    }

    /// <summary>The next block with its empty line; null when the stream has ended.</summary>
    public async Task<string?> NextAsync()
    {
        using var deadline = Deadline();
        while (true)
        {
            var text = _text.ToString();
            var end = text.IndexOf("\n\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                _text.Remove(0, end + 2);
                return text[..(end + 2)];
            }

            var read = await _body.ReadAsync(_buffer, deadline.Token);
            if (read == 0)
            {
                Assert.Equal(string.Empty, text);
                return null;
            }

            _text.Append(Encoding.UTF8.GetString(_buffer, 0, read));
        }
    }

    /// <summary>The next event, blocks that are none passed over; null when the stream has ended.</summary>
    public async Task<Event?> NextEventAsync()
    {
        while (await NextAsync() is { } block)
        {
            if (Event.Parse(block) is { } item)
                return item;
        }

        return null;
    }

    /// <summary>The next event that is no progress and no ping; null when the stream has ended.</summary>
    public async Task<Event?> NextDurableAsync()
    {
        while (await NextEventAsync() is { } item)
        {
            if (item.Id is not null)
                return item;
        }

        return null;
    }

    public async Task<List<Event>> ToEndAsync()
    {
        var events = new List<Event>();
        while (await NextEventAsync() is { } item)
            events.Add(item);

        return events;
    }

    /// <summary>All that is left of the stream, as it is.</summary>
    public async Task<string> RestAsync()
    {
        var rest = new StringBuilder();
        while (await NextAsync() is { } block)
            rest.Append(block);

        return rest.ToString();
    }

    public void Dispose()
    {
        _body.Dispose();
        _response.Dispose();
    }

    private static CancellationTokenSource Deadline()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(TestGateway.Deadline);
        return source;
    }
}

/// <summary>One event as a client sees it.</summary>
internal sealed record Event(string? Id, string Name, JsonElement Data)
{
    public static Event? Parse(string block)
    {
        string? id = null, name = null, data = null;
        foreach (var line in block.Split('\n'))
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line[6..];
        }

        return name is null ? null : new Event(id, name, JsonSerializer.Deserialize<JsonElement>(data!));
    }

    public override string ToString() => Id is null ? Name : $"{Name}:{Id}";
}
