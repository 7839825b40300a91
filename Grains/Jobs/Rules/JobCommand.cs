using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Grains.Jobs.Rules;

/// <summary>What can be asked of a job. A closed union.</summary>
internal abstract record JobCommand
{
    /// <summary>Accept the job.</summary>
    public sealed record Submit(SubmitJob Request, long Ordinal) : JobCommand;

    /// <summary>Note what the files' grains said: when each is due, or its outcome.</summary>
    public sealed record Schedule(IReadOnlyList<(int FileId, FileTicket Ticket)> Tickets) : JobCommand;

    /// <summary>Record a file's outcome.</summary>
    public sealed record Settle(FileOutcome Outcome) : JobCommand;

    /// <summary>The archive of the ready files is in the store.</summary>
    public sealed record ArchiveStored(long Size) : JobCommand;

    /// <summary>The archive could not be written.</summary>
    public sealed record ArchiveFailed : JobCommand;

    /// <summary>Make progress that only this process knows durable before it is published.</summary>
    public sealed record KeepProgress(int Tenths) : JobCommand;

    /// <summary>Stop the job.</summary>
    public sealed record Cancel : JobCommand;

    /// <summary>Run the failed files of an ended job again; all of them where its result is gone from the store.</summary>
    public sealed record Retry(bool IsResultGone = false) : JobCommand;

    /// <summary>Forget the job if its retention time has passed.</summary>
    public sealed record Expire(TimeSpan Retention) : JobCommand;
}
