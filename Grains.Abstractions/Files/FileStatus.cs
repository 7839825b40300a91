namespace Downstream.Grains.Abstractions.Files;

/// <summary>Where one file of a job is in its preparation.</summary>
[GenerateSerializer, Alias("downstream.FileStatus")]
public enum FileStatus
{
    /// <summary>Asked for, not scheduled yet.</summary>
    Queued = 0,

    /// <summary>Waiting out its delay, or on its way from the origin to the store.</summary>
    Processing = 1,

    /// <summary>In the store.</summary>
    Ready = 2,

    /// <summary>Could not be prepared.</summary>
    Failed = 3,

    /// <summary>The job was cancelled first.</summary>
    Cancelled = 4,
}
