using Orleans.Concurrency;

namespace Downstream.Grains.Abstractions.Health;

/// <summary>Asks a silo whether the object store answers. A stateless worker with key 0, since only silos hold the store's credentials.</summary>
[Alias("downstream.IStorageProbeGrain")]
public interface IStorageProbeGrain : IGrainWithIntegerKey
{
    /// <summary>Null when the object store takes a write, otherwise a short reason without any secret. The answer may be five seconds old.</summary>
    [Alias("Probe"), AlwaysInterleave]
    Task<string?> Probe(CancellationToken cancellationToken = default);

    /// <summary>Returns at once: some silo runs grains.</summary>
    [Alias("Ping"), AlwaysInterleave]
    Task Ping(CancellationToken cancellationToken = default);
}
