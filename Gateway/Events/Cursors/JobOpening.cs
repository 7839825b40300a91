namespace Downstream.Gateway.Events.Cursors;

/// <summary>What came of opening a job's events.</summary>
/// <param name="Result">Whether there is a cursor, and if not why.</param>
/// <param name="Cursor">Where to read; only with <see cref="OpenResult.Started"/>.</param>
/// <param name="HoldsFeed">Whether the cursor keeps the job's feed until it is disposed.</param>
internal sealed record JobOpening(OpenResult Result, JobCursor? Cursor = null, bool HoldsFeed = false);

/// <summary>How opening a job's events can end.</summary>
internal enum OpenResult
{
    /// <summary>There is something to read.</summary>
    Started,

    /// <summary>There is no such job.</summary>
    NotFound,

    /// <summary>The job's retention time has passed.</summary>
    Expired,

    /// <summary>The reader has the job's terminal event already.</summary>
    PastEnd,

    /// <summary>The process watches as many jobs as it may.</summary>
    Full,
}
