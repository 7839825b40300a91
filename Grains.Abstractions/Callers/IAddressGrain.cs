using Orleans.Concurrency;

namespace Downstream.Grains.Abstractions.Callers;

/// <summary>
/// What one network address has under way, keyed by the address (<see cref="AddressKeys"/>): a caller's name is free to choose, so the limits of a
/// caller alone could be dodged. Kept in memory only: with its silo goes the count, and a new one begins.
/// </summary>
[Alias("downstream.IAddressGrain")]
public interface IAddressGrain : IGrainWithStringKey
{
    /// <summary>Counts a job before it is submitted. Idempotent.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="caller">The caller that the address names.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    [Alias("Enter"), AlwaysInterleave]
    Task<AddressEntry> Enter(Guid jobId, string caller, CancellationToken cancellationToken = default);
}

/// <summary>Whether an address may have one more job.</summary>
[GenerateSerializer, Alias("downstream.AddressEntry")]
public enum AddressEntry
{
    /// <summary>It may.</summary>
    Entered = 0,

    /// <summary>It has as many unfinished jobs as it may have.</summary>
    TooManyJobs = 1,

    /// <summary>It named as many callers lately as it may.</summary>
    TooManyCallers = 2,
}
