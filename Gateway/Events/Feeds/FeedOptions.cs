namespace Downstream.Gateway.Events.Feeds;

/// <summary>How the feeds behind event streams behave.</summary>
internal sealed class FeedOptions
{
    /// <summary>How long a feed outlives its last browser, ± 25 %.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(20);

    /// <summary>The longest wait before a feed asks for its job again.</summary>
    public static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(2);

    /// <summary>The first wait before a feed asks for its job again; doubles up to <see cref="LastRetry"/>. Default: 100 milliseconds.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long opening a stream may wait for the job, tries after a lost silo included. Default: 12 seconds.</summary>
    public TimeSpan OpenLimit { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>How many jobs the process watches at once. Default: 10,000.</summary>
    public int MaxFeeds { get; set; } = 10_000;

    /// <summary>How many bytes of events all feeds keep for those who come back. Default: 64 MiB.</summary>
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;
}
