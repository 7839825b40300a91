namespace Downstream.Grains.Origins;

/// <summary>Where files come from.</summary>
public sealed class OriginOptions
{
    /// <summary>Stands for the file's id in <see cref="UrlTemplate"/>.</summary>
    public const string FileIdPlaceholder = "{file_id}";

    /// <summary>The smallest that <see cref="SimulatedFileMaxBytes"/> may be, and the smallest simulated file. Bytes.</summary>
    public const int SimulatedFileMinBytes = 1024;

    /// <summary>What kind of origin it is.</summary>
    public OriginKind Kind { get; set; } = OriginKind.Simulated;

    /// <summary>
    /// For <see cref="OriginKind.Http"/>: an absolute http or https URL with <see cref="FileIdPlaceholder"/>. User
    /// information in it is sent as basic authentication. A secret: never log it.
    /// </summary>
    public string? UrlTemplate { get; set; }

    /// <summary>For <see cref="OriginKind.Http"/>: the hosts, with a port or without, that it may redirect to beside its own.</summary>
    public IReadOnlyList<string> AllowedHosts { get; set; } = [];

    /// <summary>For <see cref="OriginKind.Simulated"/>: the size of the largest file. Bytes.</summary>
    public int SimulatedFileMaxBytes { get; set; } = 1024 * 1024;

    /// <summary>For <see cref="OriginKind.Http"/>: how long a connection may take to open.</summary>
    public TimeSpan ConnectLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>For <see cref="OriginKind.Http"/>: how long nothing may arrive before the transfer counts as broken.</summary>
    public TimeSpan StallLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>For <see cref="OriginKind.Http"/>: how often in a row a transfer is resumed without getting on before it counts as failed.</summary>
    public int MaxResumes { get; set; } = 10;

    /// <summary>For <see cref="OriginKind.Http"/>: the wait before a transfer is resumed.</summary>
    public TimeSpan ResumeDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>For <see cref="OriginKind.Http"/>: the longest wait before a transfer is resumed that the origin can ask for.</summary>
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromSeconds(60);
}

/// <summary>The kinds of origin.</summary>
public enum OriginKind
{
    /// <summary>Files are made up.</summary>
    Simulated = 0,

    /// <summary>Files appear in the object store by themselves.</summary>
    Bucket = 1,

    /// <summary>Files are fetched from a URL.</summary>
    Http = 2,
}
