using Downstream.Grains.Abstractions.Files;

namespace Downstream.Grains.Abstractions.Jobs;

/// <summary>One thing that a watcher of a job is told. A closed union: the cases are nested here.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="TraceParent">The trace that it belongs to, as a W3C <c>traceparent</c>.</param>
[GenerateSerializer, Immutable, Alias("downstream.JobUpdate")]
public abstract record JobUpdate([property: Id(0)] DateTimeOffset Time, [property: Id(1)] string? TraceParent)
{
    /// <summary>The whole job: the first update of a watch that did not say where to resume.</summary>
    [GenerateSerializer, Immutable, Alias("downstream.JobUpdate.Snapshot")]
    public sealed record Snapshot(DateTimeOffset Time, string? TraceParent, [property: Id(0)] JobView Job) : JobUpdate(Time, TraceParent);

    /// <summary>A file reached its outcome. Durable: <paramref name="EventId"/> stands for this fact for ever.</summary>
    [GenerateSerializer, Immutable, Alias("downstream.JobUpdate.File")]
    public sealed record File(
        DateTimeOffset Time, string? TraceParent, [property: Id(0)] long EventId, [property: Id(1)] FileOutcome Outcome)
        : JobUpdate(Time, TraceParent);

    /// <summary>Progress in between: computed, conflated, not durable.</summary>
    [GenerateSerializer, Immutable, Alias("downstream.JobUpdate.Progress")]
    public sealed record Progress(DateTimeOffset Time, string? TraceParent, [property: Id(0)] JobProgress Job) : JobUpdate(Time, TraceParent);

    /// <summary>The job ended: the last update of a watch. Durable; its event id is the view's sequence.</summary>
    [GenerateSerializer, Immutable, Alias("downstream.JobUpdate.Ended")]
    public sealed record Ended(DateTimeOffset Time, string? TraceParent, [property: Id(0)] JobView Job) : JobUpdate(Time, TraceParent);
}

/// <summary>The part of a job that moves between two durable facts.</summary>
/// <param name="Status">Where the job is in its life.</param>
/// <param name="Tenths">Progress in tenths of a percent, 0 to 1000.</param>
/// <param name="ReadyFiles">How many files are ready.</param>
/// <param name="FailedFiles">How many files failed.</param>
/// <param name="BytesReady">Bytes of the files that are ready.</param>
/// <param name="EstimatedReadyAt">When the last file is due.</param>
/// <param name="Sequence">The number of the last durable fact, which makes the version together with the progress.</param>
[GenerateSerializer, Immutable, Alias("downstream.JobProgress")]
public sealed record JobProgress(
    [property: Id(0)] JobStatus Status,
    [property: Id(1)] int Tenths,
    [property: Id(2)] int ReadyFiles,
    [property: Id(3)] int FailedFiles,
    [property: Id(4)] long BytesReady,
    [property: Id(5)] DateTimeOffset? EstimatedReadyAt,
    [property: Id(6)] long Sequence);
