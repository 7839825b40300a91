using System.ComponentModel.DataAnnotations;

namespace Downstream.Gateway.Events;

/// <summary>How event streams and the feeds behind them behave.</summary>
internal sealed class EventStreamOptions
{
    /// <summary>How long a feed outlives its last browser, ± 25 %. Default: 20 seconds.</summary>
    public TimeSpan FeedLinger { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a stream may be silent before it sends a ping. Default: 15 seconds.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one write may wait for its reader before the connection is cut. Default: 5 seconds.</summary>
    public TimeSpan WriteLimit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>When a stream ends itself, ± 20 %. Default: 10 minutes.</summary>
    public TimeSpan Rotation { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long opening a stream may wait for the job, tries after a lost silo included. Default: 12 seconds.</summary>
    public TimeSpan OpenLimit { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>The first wait before a feed asks for its job again; doubles up to <see cref="LastRetry"/>. Default: 100 milliseconds.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait before a feed asks for its job again. Default: 2 seconds.</summary>
    public TimeSpan LastRetry { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a stream of all the caller's jobs looks for one that the list told of: it may not be accepted yet. Default: 1 minute.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many streams the process holds open at once. Default: 20,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxStreams { get; set; } = 20_000;

    /// <summary>How many of them one address holds at once. Default: 100.</summary>
    [Range(1, 1_000_000)]
    public int MaxStreamsPerClient { get; set; } = 100;

    /// <summary>How many jobs the process watches at once. Default: 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxFeeds { get; set; } = 10_000;

    /// <summary>How many bytes of events all feeds keep for those who come back. Default: 64 MiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxFeedBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How many bytes of events all readers hold until they have come to their feed; with more, the slowest come back. Default: 64 MiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxStartBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How many jobs one stream of all the caller's jobs follows at once; more wait until others end. Default: 400.</summary>
    [Range(1, AllJobsPosition.MaxJobs - AllJobsStream.MaxResting)]
    public int MaxJobsPerStream { get; set; } = 400;

    /// <summary>What a client that found no place is told to wait. Default: 10 seconds.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(10);
}
