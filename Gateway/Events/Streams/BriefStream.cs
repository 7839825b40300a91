using Downstream.Gateway.Events.Feeds;

namespace Downstream.Gateway.Events.Streams;

/// <summary>An event stream that is over at once: the head of every stream, and at most one block.</summary>
internal sealed class BriefStream(byte[] block) : IResult
{
    private const int LongestJitterMs = 10_000;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(5);

    /// <summary>What HEAD is answered.</summary>
    public static BriefStream HeadOnly { get; } = new([]);

    /// <summary>Has an EventSource come back after a while, not all of them at once.</summary>
    /// <param name="wait">When it makes sense at the earliest; null when that is not known.</param>
    public static BriefStream ComeBack(TimeSpan? wait)
    {
        var shortest = wait > ShortestWait ? wait.Value : ShortestWait;
        return new BriefStream(EventFormat.Retry((int)shortest.TotalMilliseconds + Random.Shared.Next(LongestJitterMs + 1)));
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        EventStreamHead.Set(httpContext.Response);
        return httpContext.Response.Body.WriteAsync(block, httpContext.RequestAborted).AsTask();
    }
}
