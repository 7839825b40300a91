namespace Downstream.Grains.Origins;

/// <summary>The beginning of a file that an earlier try brought.</summary>
/// <param name="File">What the origin said of the file then.</param>
/// <param name="Length">How many bytes of it there are.</param>
public sealed record KeptPart(OriginFile File, long Length);
