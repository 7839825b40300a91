using Downstream.Grains.Abstractions.Callers;

namespace Downstream.Grains.Callers;

/// <summary>
/// A caller's list of jobs: the newest entries in full, older ones in sealed pages of their own, numbered from 0, so that
/// a write stays small however long the list is. Ordinals grow along the list.
/// </summary>
[GenerateSerializer, Alias("downstream.CallerJobsState")]
internal sealed class CallerJobsState
{
    /// <summary>Starts at the milliseconds of the first job's time, so that ordinals stay unique even when a forgotten caller comes back.</summary>
    [Id(0)] public long LastOrdinal { get; set; }

    /// <summary>Ascending by ordinal.</summary>
    [Id(1)] public List<CallerJob> Newest { get; set; } = [];

    /// <summary>The oldest page that is kept. Ids 2 and 3 were used before.</summary>
    [Id(4)] public int FirstPage { get; set; }

    /// <summary>The page that is sealed next.</summary>
    [Id(5)] public int NextPage { get; set; }

    /// <summary>The pages with an unfinished job in them, and perhaps others.</summary>
    [Id(6)] public List<int> UnfinishedPages { get; set; } = [];
}

/// <summary>A sealed page.</summary>
[GenerateSerializer, Alias("downstream.CallerJobsPageState")]
internal sealed class CallerJobsPageState
{
    /// <summary>Ascending by ordinal.</summary>
    [Id(0)] public List<CallerJob> Jobs { get; set; } = [];
}

/// <summary>The states of the jobs in consecutive pages.</summary>
[GenerateSerializer, Alias("downstream.CallerJobsStatusesState")]
internal sealed class CallerJobsStatusesState
{
    /// <summary>A byte a page: bit n is set when a job of it may be in state n.</summary>
    [Id(0)] public byte[] Pages { get; set; } = [];
}
