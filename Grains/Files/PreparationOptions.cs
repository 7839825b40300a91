namespace Downstream.Grains.Files;

/// <summary>How files are brought from the origin into the object store.</summary>
public sealed class PreparationOptions
{
    /// <summary>How many files a silo transfers at once. Each holds a part of its upload, 8 MiB, in memory.</summary>
    public int MaxConcurrentFiles { get; set; } = 32;

    /// <summary>How often a file is tried before it fails.</summary>
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
    /// How long one try may stand still. The origin and the store have shorter limits of their own; this one is for what
    /// they do not see. A transfer that progresses, however slowly, goes on.
    /// </summary>
    public TimeSpan AttemptLimit { get; set; } = TimeSpan.FromMinutes(15);
}
