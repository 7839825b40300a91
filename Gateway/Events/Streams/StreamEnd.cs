namespace Downstream.Gateway.Events.Streams;

/// <summary>Why a stream ended.</summary>
internal enum StreamEnd
{
    /// <summary>Nothing more will happen to its job.</summary>
    Ended,

    /// <summary>The client closed the connection, or it broke.</summary>
    ClientGone,

    /// <summary>A write waited for the reader longer than it may.</summary>
    Slow,

    /// <summary>It was open for its time; the client comes back.</summary>
    Rotated,

    /// <summary>The process stops.</summary>
    Stopping,
}
