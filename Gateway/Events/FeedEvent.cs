using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Events;

/// <summary>One event of a job, serialised once for all the streams that send it.</summary>
internal sealed class FeedEvent
{
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

    /// <summary>Whether it ends a job that can be run again.</summary>
    public bool CanBeRetried { get; init; }

    /// <summary>The whole event for the stream of its job.</summary>
    public byte[] Bytes(string baseUrl) => For(baseUrl).WithId;

    /// <summary>The event without its id line, for a stream that has ids of its own.</summary>
    public byte[] BytesWithoutId(string baseUrl) => For(baseUrl).Bytes;

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

    private sealed record HostBytes(string BaseUrl, byte[] Bytes, byte[] WithId)
    {
        public static HostBytes Of(long? id, string baseUrl, byte[] bytes) =>
            new(baseUrl, bytes, id is { } number ? EventFormat.WithId(number, bytes) : bytes);
    }
}
