using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Grains.Jobs;

/// <summary>
/// A caller's list of jobs: the newest entries in full, older ones in sealed pages of their own so that a write stays
/// small however long the list is. Ordinals grow along the list.
/// </summary>
[GenerateSerializer, Alias("downstream.ClientJobsState")]
internal sealed class ClientJobsState
{
    /// <summary>Starts at the milliseconds of the first job's time, so that ordinals stay unique even when a forgotten caller comes back.</summary>
    [Id(0)] public long LastOrdinal { get; set; }

    /// <summary>Ascending by ordinal.</summary>
    [Id(1)] public List<ClientJob> Newest { get; set; } = [];

    /// <summary>Ascending by ordinal.</summary>
    [Id(2)] public List<ClientJobsPageInfo> Pages { get; set; } = [];

    /// <summary>The unfinished jobs, wherever they stand in the list: job id to ordinal.</summary>
    [Id(3)] public Dictionary<Guid, long> Active { get; set; } = [];
}

/// <summary>Where a sealed page begins and ends.</summary>
[GenerateSerializer, Immutable, Alias("downstream.ClientJobsPageInfo")]
internal sealed record ClientJobsPageInfo([property: Id(0)] long First, [property: Id(1)] long Last, [property: Id(2)] DateTimeOffset NewestCreatedAt);

/// <summary>A sealed page.</summary>
[GenerateSerializer, Alias("downstream.ClientJobsPageState")]
internal sealed class ClientJobsPageState
{
    [Id(0)] public List<ClientJob> Jobs { get; set; } = [];
}
