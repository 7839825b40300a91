namespace Downstream.Gateway.Events;

/// <summary>An event stream that is over at once: the head of every stream, and at most one block.</summary>
internal sealed class BriefStream(byte[] block) : IResult
{
    private const int ShortestWait = 5000;
    private const int LongestWait = 15000;

    /// <summary>What HEAD is answered.</summary>
    public static BriefStream HeadOnly { get; } = new([]);

    /// <summary>Has an EventSource come back after a while, not all of them at once.</summary>
    public static BriefStream ComeBack() => new(EventFormat.Retry(Random.Shared.Next(ShortestWait, LongestWait + 1)));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        EventStreamHead.Set(httpContext.Response);
        return httpContext.Response.Body.WriteAsync(block, httpContext.RequestAborted).AsTask();
    }
}
