namespace Downstream.Grains.Abstractions.Jobs;

/// <summary>A job as its grain sees it at one moment: what the HTTP job resource is written from.</summary>
[GenerateSerializer, Immutable, Alias("downstream.JobView")]
public sealed record JobView
{
    /// <summary>The job's id, which is its grain key.</summary>
    [Id(0)] public required Guid JobId { get; init; }

    /// <summary>Where the job is in its life.</summary>
    [Id(1)] public required JobStatus Status { get; init; }

    /// <summary>Progress in tenths of a percent, 0 to 1000; 1000 only when completed.</summary>
    [Id(2)] public required int Progress { get; init; }

    /// <summary>How many distinct files were asked for.</summary>
    [Id(3)] public required int TotalFiles { get; init; }

    /// <summary>How many of them are ready.</summary>
    [Id(4)] public required int ReadyFiles { get; init; }

    /// <summary>How many of them failed.</summary>
    [Id(5)] public required int FailedFiles { get; init; }

    /// <summary>Bytes of the files that are ready.</summary>
    [Id(6)] public required long BytesReady { get; init; }

    /// <summary>When the job was accepted.</summary>
    [Id(7)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first file was scheduled.</summary>
    [Id(8)] public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it reached its terminal state.</summary>
    [Id(9)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When the last of its files is due; null before they are scheduled and after the end.</summary>
    [Id(10)] public DateTimeOffset? EstimatedReadyAt { get; init; }

    /// <summary>When the job and its archive disappear; null while it runs.</summary>
    [Id(11)] public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>
    /// A link to the result, signed when this view was made: absolute for an object store of its own, a path and
    /// query below the gateway for local disk. Null until there is something to fetch. A secret: never log it.
    /// </summary>
    [Id(12)] public string? DownloadUrl { get; init; }

    /// <summary>Bytes of the result behind <see cref="DownloadUrl"/>.</summary>
    [Id(13)] public long? Size { get; init; }

    /// <summary>A stable code for what went wrong, such as <c>files_failed</c> or <c>archive_failed</c>.</summary>
    [Id(14)] public string? Error { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request that submitted the job.</summary>
    [Id(15)] public string? TraceParent { get; init; }

    /// <summary>The number of the last durable fact: the event id of a snapshot made from this view.</summary>
    [Id(16)] public required long Sequence { get; init; }

    /// <summary>The caller who submitted the job.</summary>
    [Id(17)] public required string Caller { get; init; }

    /// <summary>How long <see cref="DownloadUrl"/> was valid when this view was made.</summary>
    [Id(18)] public TimeSpan DownloadUrlLifetime { get; init; }

    /// <summary>The first three of the files, in the caller's order: what a list shows.</summary>
    [Id(19)] public IReadOnlyList<int> FirstFileIds { get; init; } = [];

    /// <summary>The number of the fact that the present run began with: of the submit, or of the last retry.</summary>
    [Id(20)] public long RunSequence { get; init; }

    /// <summary>Grows with every change that a reader can see, in progress too: what the HTTP <c>ETag</c> is made of.</summary>
    public long Version => VersionOf(Sequence, Progress);

    /// <summary>The version that follows from the last durable fact and the progress in tenths of a percent.</summary>
    public static long VersionOf(long sequence, int progress) => (sequence * 1001) + progress;
}
