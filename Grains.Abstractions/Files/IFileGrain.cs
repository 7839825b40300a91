using Orleans.Concurrency;

namespace Downstream.Grains.Abstractions.Files;

/// <summary>One file, keyed by its id, whoever asks: prepared once for all the jobs that want it.</summary>
[Alias("downstream.IFileGrain")]
public interface IFileGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Asks for the file on behalf of a job, which is told the outcome through
    /// <see cref="Jobs.IJobGrain.FileSettled"/> unless the ticket holds it already. Idempotent.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="dueAt">When the transfer may begin. Of several jobs that want the file the earliest counts.</param>
    /// <param name="traceParent">The trace that the work belongs to (W3C Trace Context); null for none.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    [Alias("Prepare")]
    Task<FileTicket> Prepare(Guid jobId, DateTimeOffset dueAt, string? traceParent, CancellationToken cancellationToken = default);

    /// <summary>The job no longer wants the file. When it was the last one, the preparation stops and its upload is aborted. Idempotent.</summary>
    [Alias("Release")]
    Task Release(Guid jobId, CancellationToken cancellationToken = default);

    /// <summary>Whether the file can be had: from the store, or else from the origin. Answers within five seconds.</summary>
    [Alias("Check"), AlwaysInterleave]
    Task<FileAvailability> Check(CancellationToken cancellationToken = default);
}

/// <summary>What a job is told when it asks for a file.</summary>
/// <param name="Outcome">The outcome where it is known already.</param>
/// <param name="IsWaiting">Whether the delay is over and the file waits for a slot.</param>
[GenerateSerializer, Immutable, Alias("downstream.FileTicket")]
public sealed record FileTicket(
    [property: Id(0)] FileOutcome? Outcome,
    [property: Id(3)] bool IsWaiting = false);

/// <summary>Whether a file can be had.</summary>
/// <param name="Available">Whether the store or the origin has it.</param>
/// <param name="Key">Its key in the store; null when not available.</param>
/// <param name="Size">Its bytes; null when not available, or when the origin does not say.</param>
/// <param name="Error">
/// Who did not answer, <see cref="FileErrors.StorageUnavailable"/> or <see cref="FileErrors.OriginUnavailable"/>: then
/// it is not known whether the file can be had. Null when it is.
/// </param>
[GenerateSerializer, Immutable, Alias("downstream.FileAvailability")]
public sealed record FileAvailability(
    [property: Id(0)] bool Available, [property: Id(1)] string? Key, [property: Id(2)] long? Size, [property: Id(3)] string? Error = null);
