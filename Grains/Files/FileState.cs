namespace Downstream.Grains.Files;

/// <summary>What must survive a crash of a file's preparation: a wait goes on, it does not start again.</summary>
[GenerateSerializer, Alias("downstream.FileState")]
internal sealed class FileState
{
    [Id(0)] public DateTimeOffset? StartedAt { get; set; }

    [Id(1)] public DateTimeOffset? DueAt { get; set; }
}
