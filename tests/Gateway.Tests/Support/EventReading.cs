using System.Text;
using Downstream.Testing.Streams;

namespace Downstream.Gateway.Tests.Support;

/// <summary>What tests read of a stream, in time and without a torn end.</summary>
internal static class EventReading
{
    /// <summary>The next block with its empty line; null when the stream has ended.</summary>
    public static Task<string?> NextBlockAsync(this EventReader reader) => NextAsync(reader, reader.NextBlockAsync);

    /// <summary>The next event; null when the stream has ended.</summary>
    public static Task<StreamEvent?> NextEventAsync(this EventReader reader) => NextAsync(reader, reader.NextEventAsync);

    /// <summary>The next event that is no progress and no ping; null when the stream has ended.</summary>
    public static async Task<StreamEvent?> NextDurableAsync(this EventReader reader)
    {
        while (await reader.NextEventAsync() is { } item)
        {
            if (item.Id is not null)
                return item;
        }

        return null;
    }

    /// <summary>As many events that are no progress and no ping.</summary>
    public static async Task<List<StreamEvent>> TakeAsync(this EventReader reader, int count)
    {
        var events = new List<StreamEvent>();
        while (events.Count < count)
            events.Add((await reader.NextDurableAsync())!);

        return events;
    }

    public static async Task<List<StreamEvent>> ToEndAsync(this EventReader reader)
    {
        var events = new List<StreamEvent>();
        while (await reader.NextEventAsync() is { } item)
            events.Add(item);

        return events;
    }

    /// <summary>All that is left of the stream, as it is.</summary>
    public static async Task<string> RestAsync(this EventReader reader)
    {
        var rest = new StringBuilder();
        while (await reader.NextBlockAsync() is { } block)
            rest.Append(block);

        return rest.ToString();
    }

    private static async Task<T?> NextAsync<T>(EventReader reader, Func<CancellationToken, Task<T?>> read)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TestGateway.Deadline);
        var next = await read(limit.Token);
        if (next is null)
            Assert.Equal("", reader.Torn);

        return next;
    }
}
