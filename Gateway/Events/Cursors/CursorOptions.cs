namespace Downstream.Gateway.Events.Cursors;

/// <summary>How much those may hold who have not come to their feed yet.</summary>
internal sealed class CursorOptions
{
    /// <summary>How many bytes of events all readers hold until they have come to their feed; with more, the slowest come back. Default: 64 MiB.</summary>
    public long MaxStartBytes { get; set; } = 64 * 1024 * 1024;
}
