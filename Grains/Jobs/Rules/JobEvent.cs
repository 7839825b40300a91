using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Grains.Jobs.Rules;

/// <summary>What happened to a job. A closed union.</summary>
internal abstract record JobEvent(DateTimeOffset At)
{
    public sealed record Submitted(DateTimeOffset At, SubmitJob Request, long Ordinal, IReadOnlyList<TimeSpan> Delays) : JobEvent(At);

    public sealed record FileSettled(DateTimeOffset At, FileOutcome Outcome) : JobEvent(At);

    public sealed record ProgressKept(DateTimeOffset At, int Tenths) : JobEvent(At);

    public sealed record Ended(DateTimeOffset At, JobStatus Status, int Progress, string? Error, long? ArchiveSize = null) : JobEvent(At);

    public sealed record Retried(DateTimeOffset At, IReadOnlyList<TimeSpan> Delays, bool AllFiles) : JobEvent(At);

    public sealed record Expired(DateTimeOffset At) : JobEvent(At);
}
