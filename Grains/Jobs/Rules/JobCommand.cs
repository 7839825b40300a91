using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Grains.Jobs.Rules;

/// <summary>What can be asked of a job. A closed union.</summary>
internal abstract record JobCommand
{
    /// <summary>Accept the job.</summary>
    /// <param name="Request">What is asked for.</param>
    /// <param name="Ordinal">The job's place in its caller's list.</param>
    /// <param name="Delays">How long each file waits, in the order of the request.</param>
    public sealed record Submit(SubmitJob Request, long Ordinal, IReadOnlyList<TimeSpan> Delays) : JobCommand;

    /// <summary>Record the outcomes of files.</summary>
    public sealed record Settle(params IReadOnlyList<FileOutcome> Outcomes) : JobCommand;

    /// <summary>The archive of the ready files is in the store.</summary>
    public sealed record ArchiveStored(long Size) : JobCommand;

    /// <summary>The archive could not be written.</summary>
    public sealed record ArchiveFailed : JobCommand;

    /// <summary>Make progress that only this process knows durable before it is published.</summary>
    public sealed record KeepProgress(int Tenths) : JobCommand;

    /// <summary>Stop the job.</summary>
    public sealed record Cancel : JobCommand;

    /// <summary>Run the failed files of an ended job again; all of them where its result is gone from the store.</summary>
    /// <param name="Delays">How long each file would wait, in the job's order.</param>
    /// <param name="IsResultGone">Whether somebody else removed the result.</param>
    public sealed record Retry(IReadOnlyList<TimeSpan> Delays, bool IsResultGone = false) : JobCommand;

    /// <summary>Forget the job if its retention time has passed.</summary>
    public sealed record Expire(TimeSpan Retention) : JobCommand;
}
