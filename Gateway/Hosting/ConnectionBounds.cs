using Downstream.Gateway.Events.Streams;

namespace Downstream.Gateway.Hosting;

/// <summary>
/// How many connections the gateway holds: for its streams and some more, and no more than there are file descriptors
/// for. A server that has none left neither accepts nor opens anything, and tries again without a pause.
/// </summary>
/// <param name="All">Connections in all.</param>
/// <param name="PerAddress">Connections of one address that is no trusted proxy.</param>
/// <param name="Descriptors">The descriptors that the process may have; null where that is not known.</param>
internal sealed record ConnectionBounds(int All, int PerAddress, int? Descriptors)
{
    /// <summary>For requests beside the streams.</summary>
    private const int BesideStreams = 2_000;

    /// <summary>For the some 350 assemblies, which the runtime keeps open, for stores, other members and files.</summary>
    private const int OwnDescriptors = 512;

    /// <summary>What is left free whoever took the others: without a descriptor the runtime ends the process.</summary>
    private const int LastDescriptors = 96;

    /// <summary>A browser holds six connections to a host.</summary>
    private const int BesideStreamsOfAddress = 400;

    private const string Limits = "/proc/self/limits";
    private const string LimitName = "Max open files";

    /// <summary>How long a new connection may be silent.</summary>
    public TimeSpan Silence { get; init; } = Listening.HeadLimit;

    /// <summary>Whether there are descriptors for all the streams that the gateway may hold.</summary>
    public bool HoldStreams(int maxStreams) => Descriptors is not { } descriptors || descriptors - OwnDescriptors >= maxStreams;

    /// <summary>
    /// Whether so few descriptors are left that a new connection is one too many. The system gives out the lowest one
    /// that is free, so those below a connection's own are all in use.
    /// </summary>
    public bool IsOneTooMany(nint descriptor) => Descriptors is { } descriptors && descriptor >= descriptors - LastDescriptors;

    public static ConnectionBounds For(StreamOptions options) => For(options, ReadDescriptors());

    internal static ConnectionBounds For(StreamOptions options, int? descriptors)
    {
        var all = options.MaxStreams + BesideStreams;
        if (descriptors is { } available)
            all = Math.Clamp(available - OwnDescriptors, 1, all);

        // Whatever one address holds, others find some.
        var perAddress = Math.Min((int)Math.Min(int.MaxValue, (2L * options.MaxStreamsPerAddress) + BesideStreamsOfAddress), Math.Max(1, all - (all / 4)));
        return new ConnectionBounds(all, perAddress, descriptors);
    }

    /// <summary>The soft limit, which the runtime has raised to the hard one at its start.</summary>
    private static int? ReadDescriptors()
    {
        if (!File.Exists(Limits))
            return null;

        var line = File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith(LimitName, StringComparison.Ordinal));
        var soft = line?[LimitName.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, out var limit) ? (int)Math.Min(limit, int.MaxValue) : null;
    }
}
