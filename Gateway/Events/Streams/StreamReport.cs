using Downstream.Gateway.Events.Feeds;

namespace Downstream.Gateway.Events.Streams;

/// <summary>The open streams and feeds of this process, those first that wait longest for their reader.</summary>
/// <param name="Streams">At most a thousand of them.</param>
/// <param name="OpenStreams">How many there are.</param>
/// <param name="Feeds">At most a thousand of them.</param>
/// <param name="OpenFeeds">How many there are.</param>
/// <param name="FeedBytes">The events that all feeds keep, in bytes.</param>
internal sealed record StreamReport(
    IReadOnlyList<OpenStream> Streams, int OpenStreams, IReadOnlyList<OpenFeed> Feeds, int OpenFeeds, long FeedBytes);

/// <summary>One open stream.</summary>
/// <param name="RequestId">The request that opened it.</param>
/// <param name="JobId">The job; null for a stream of all the caller's jobs.</param>
/// <param name="AgeMs">How long it is open.</param>
/// <param name="LastId">The id up to which it has been written; null for a stream of all jobs.</param>
/// <param name="BytesWaiting">What was written and is not taken by the connection yet.</param>
/// <param name="WaitingMs">How long that has been so; 0 when nothing waits.</param>
internal sealed record OpenStream(string RequestId, Guid? JobId, long AgeMs, long? LastId, int BytesWaiting, long WaitingMs);
