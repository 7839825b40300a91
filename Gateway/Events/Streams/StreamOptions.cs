using Downstream.Silo.Hosting;

namespace Downstream.Gateway.Events.Streams;

/// <summary>How event streams behave.</summary>
internal sealed class StreamOptions
{
    /// <summary>How long a stream may be silent before it sends a ping. Default: 15 seconds.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one write may wait for its reader before the connection is cut. Default: 5 seconds.</summary>
    public TimeSpan WriteLimit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>When a stream ends itself, ± 20 %. Default: 10 minutes.</summary>
    public TimeSpan Rotation { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many streams the process holds open at once. Default: 20,000.</summary>
    public int MaxStreams { get; set; } = 20_000;

    /// <summary>How many of them one address holds at once. Default: 100.</summary>
    public int MaxStreamsPerAddress { get; set; } = 100;

    public static StreamOptions From(Settings settings)
    {
        var options = new StreamOptions();
        options.MaxStreams = settings.Integer("MAX_STREAMS", options.MaxStreams, 1, 1_000_000);
        options.MaxStreamsPerAddress = settings.Integer("MAX_STREAMS_PER_CLIENT", options.MaxStreamsPerAddress, 1, 1_000_000);
        return options;
    }
}
