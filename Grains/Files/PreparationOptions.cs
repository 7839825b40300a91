using System.ComponentModel.DataAnnotations;

namespace Downstream.Grains.Files;

/// <summary>How files are brought from the origin into the object store.</summary>
public sealed class PreparationOptions
{
    /// <summary>How many files a silo transfers at once.</summary>
    [Range(1, 1024)]
    public int MaxConcurrentFiles { get; set; } = 32;

    /// <summary>How often a file is tried before it fails.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>The wait before the second try, which then doubles, with jitter.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries, unless the origin asked for more.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait that an origin can ask for.</summary>
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a file waits, in total, for an object store that is away, before that counts as a failed try. A store
    /// that restarts fails no file.
    /// </summary>
    public TimeSpan StorePatience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long one try may take for each <see cref="AttemptLimitBytes"/>, whatever the size of the file. A transfer that
    /// stands still ends much sooner, by the limits of the origin and of the store; this one ends a transfer that only
    /// trickles, and would keep its slot for days.
    /// </summary>
    public TimeSpan AttemptLimit { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How much a try has to transfer for <see cref="AttemptLimit"/> to begin anew. Bytes.</summary>
    [Range(1, int.MaxValue)]
    public int AttemptLimitBytes { get; set; } = 1024 * 1024 * 1024;
}
