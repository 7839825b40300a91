using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Events.Feeds;

/// <summary>One event of a job, serialised once for all the streams that send it.</summary>
internal sealed class FeedEvent
{
    /// <summary>The object, its array and its place in a list.</summary>
    private const int Overhead = 160;

    private readonly Func<string, byte[]>? _perHost;
    private HostBytes _host;

    /// <param name="id">The event's id; null for one that is not durable.</param>
    /// <param name="bytes">The event without its id line.</param>
    /// <param name="perHost">Writes it anew for the scheme and host that a client used; null when all read the same.</param>
    public FeedEvent(long? id, byte[] bytes, Func<string, byte[]>? perHost = null)
    {
        Id = id;
        Version = id is { } sequence ? JobView.VersionOf(sequence, 0) : 0;
        _perHost = perHost;
        _host = HostBytes.Of(id, string.Empty, bytes);
    }

    public long? Id { get; }

    /// <summary>The job's version that the event tells of.</summary>
    public long Version { get; init; }

    /// <summary>The progress that the event tells of, in tenths of a percent; 0 when it tells of none.</summary>
    public int Tenths { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>Whether it is the last of its job.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>What keeping the event costs, in bytes.</summary>
    public int Weight => Overhead + Volatile.Read(ref _host).Whole.Length;

    /// <summary>The whole event for the stream of its job.</summary>
    public ReadOnlySpan<byte> Bytes(string baseUrl) => For(baseUrl).Whole;

    /// <summary>The event without its id line, for a stream that has ids of its own.</summary>
    public ReadOnlySpan<byte> BytesWithoutId(string baseUrl)
    {
        var host = For(baseUrl);
        return host.Whole.AsSpan(host.IdLength);
    }

    private HostBytes For(string baseUrl)
    {
        var host = Volatile.Read(ref _host);
        if (_perHost is null || host.BaseUrl == baseUrl)
            return host;

        // One host is remembered, not all: clients choose what they send as theirs.
        host = HostBytes.Of(Id, baseUrl, _perHost(baseUrl));
        Volatile.Write(ref _host, host);
        return host;
    }

    /// <summary>The bytes for one host, and how many of them are the id line.</summary>
    private sealed record HostBytes(string BaseUrl, byte[] Whole, int IdLength)
    {
        public static HostBytes Of(long? id, string baseUrl, byte[] bytes)
        {
            var whole = id is { } number ? EventFormat.WithId(number, bytes) : bytes;
            return new HostBytes(baseUrl, whole, whole.Length - bytes.Length);
        }
    }
}
