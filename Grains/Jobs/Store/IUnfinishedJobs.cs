namespace Downstream.Grains.Jobs.Store;

/// <summary>
/// The index of unfinished jobs by when they are due. Stores write it in the steps that write a job: one is in it from its
/// acceptance on, until what follows from its end is done.
/// </summary>
internal interface IUnfinishedJobs
{
    /// <summary>The jobs of a part that are due from one time to another, both included: the earliest first, and at most so many.</summary>
    Task<IReadOnlyList<DueJob>> DueAsync(int part, DateTimeOffset from, DateTimeOffset until, int most);

    /// <summary>When the last job of a part is due; null when there is none.</summary>
    Task<DateTimeOffset?> LastDueAsync(int part);

    /// <summary>Which of these are not in the index.</summary>
    Task<IReadOnlyList<Guid>> MissingAsync(IReadOnlyCollection<Guid> jobIds);

    /// <summary>Takes out what stands for no job.</summary>
    Task ForgetAsync(Guid jobId);
}

/// <summary>An unfinished job, and when the first of its files is due.</summary>
internal readonly record struct DueJob(Guid JobId, DateTimeOffset DueAt);
