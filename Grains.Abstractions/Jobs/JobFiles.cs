using Downstream.Grains.Abstractions.Files;

namespace Downstream.Grains.Abstractions.Jobs;

/// <summary>One file of a job, as listed.</summary>
[GenerateSerializer, Immutable, Alias("downstream.JobFileView")]
public sealed record JobFileView
{
    /// <summary>The file's id.</summary>
    [Id(0)] public required int FileId { get; init; }

    /// <summary>Where the file is in its preparation for this job.</summary>
    [Id(1)] public required FileStatus Status { get; init; }

    /// <summary>Progress in tenths of a percent, 0 to 1000.</summary>
    [Id(2)] public required int Progress { get; init; }

    /// <summary>Bytes; null until ready.</summary>
    [Id(3)] public long? Size { get; init; }

    /// <summary>How often the preparation was tried.</summary>
    [Id(4)] public int Attempts { get; init; }

    /// <summary>Why it failed, as a stable code.</summary>
    [Id(5)] public string? Error { get; init; }

    /// <summary>The id of the <c>file</c> event that told its outcome.</summary>
    [Id(6)] public long? EventId { get; init; }
}

/// <summary>A page of a job's files, in the caller's order.</summary>
/// <param name="Status">The job's own status.</param>
/// <param name="Items">The files.</param>
/// <param name="Next">Where the next page starts: the number of the job's files to pass over; null at the end.</param>
[GenerateSerializer, Immutable, Alias("downstream.JobFilesPage")]
public sealed record JobFilesPage(
    [property: Id(0)] JobStatus Status, [property: Id(1)] IReadOnlyList<JobFileView> Items, [property: Id(2)] int? Next);
