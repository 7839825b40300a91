using System.Collections.Immutable;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Grains.Jobs.Rules;

/// <summary>The durable state of a job. The outcomes of its files, ordered by their event ids, are its log.</summary>
[GenerateSerializer, Immutable, Alias("downstream.Job")]
internal sealed record Job
{
    [Id(0)] public JobStatus Status { get; init; }

    [Id(1)] public required string Caller { get; init; }

    [Id(2)] public required string Fingerprint { get; init; }

    [Id(3)] public required DateTimeOffset CreatedAt { get; init; }

    [Id(4)] public required DateTimeOffset StartedAt { get; init; }

    [Id(5)] public DateTimeOffset? FinishedAt { get; init; }

    [Id(6)] public string? TraceParent { get; init; }

    [Id(7)] public ImmutableArray<JobFile> Files { get; init; } = [];

    /// <summary>The number of the last durable fact. It only grows, through retries and even through expiry.</summary>
    [Id(8)] public long Sequence { get; init; }

    /// <summary>Progress in tenths of a percent that was published and must not be fallen back behind.</summary>
    [Id(9)] public int ProgressFloor { get; init; }

    [Id(10)] public int ReadyFiles { get; init; }

    [Id(11)] public int FailedFiles { get; init; }

    [Id(12)] public long BytesReady { get; init; }

    [Id(13)] public long? ArchiveSize { get; init; }

    [Id(14)] public string? Error { get; init; }

    /// <summary>The job's place in its caller's list.</summary>
    [Id(15)] public long Ordinal { get; init; }

    /// <summary>The number of the fact that the present run began with.</summary>
    [Id(16)] public long RunSequence { get; init; }

    /// <summary>When the present run began: at the acceptance or at the last retry.</summary>
    [Id(17)] public DateTimeOffset RunAt { get; init; }

    public int TotalFiles => Files.Length;

    public bool AllSettled => ReadyFiles + FailedFiles == Files.Length;

    /// <summary>Several files are handed out as one archive; a single file is its own result.</summary>
    public bool WantsArchive => !Status.IsTerminal() && AllSettled && ReadyFiles > 0 && Files.Length > 1;

    public int IndexOf(int fileId)
    {
        for (var i = 0; i < Files.Length; i++)
        {
            if (Files[i].FileId == fileId)
                return i;
        }

        return -1;
    }
}

/// <summary>One file of a job.</summary>
[GenerateSerializer, Immutable, Alias("downstream.JobFile")]
internal sealed record JobFile
{
    [Id(0)] public required int FileId { get; init; }

    [Id(1)] public FileStatus Status { get; init; }

    /// <summary>When its wait began; with <see cref="DueAt"/> what its progress is computed from.</summary>
    [Id(2)] public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its transfer may begin. A crash does not change it: whoever asks for the file again asks with the same.</summary>
    [Id(3)] public required DateTimeOffset DueAt { get; init; }

    [Id(4)] public long? Size { get; init; }

    [Id(5)] public string? Error { get; init; }

    [Id(6)] public int Attempts { get; init; }

    /// <summary>The number of its outcome in the job's log; 0 until there is one.</summary>
    [Id(7)] public long EventId { get; init; }

    [Id(8)] public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The checksum of its bytes, for the archive; null when this job's own preparation did not read them.</summary>
    [Id(9)] public uint? Crc32 { get; init; }

    public bool IsSettled => Status is FileStatus.Ready or FileStatus.Failed;
}
