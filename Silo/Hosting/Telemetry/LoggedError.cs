namespace Downstream.Silo.Hosting.Telemetry;

/// <summary>An error as the log has it: what happened, where, and how often within a minute.</summary>
internal sealed record LoggedError
{
    /// <summary>Grows from one error to the next, over all instances as far as their clocks agree.</summary>
    public required long Id { get; init; }

    /// <summary>As <see cref="Id"/>, of the last time that it happened.</summary>
    public required long LastId { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required DateTimeOffset LastTime { get; init; }

    public required int Count { get; init; }

    /// <summary><c>error</c> or <c>critical</c>.</summary>
    public required string Level { get; init; }

    /// <summary><c>gateway</c> or <c>silo</c>.</summary>
    public required string Source { get; init; }

    public required string Instance { get; init; }

    /// <summary>The exception's type; the log's category where there is none.</summary>
    public required string Type { get; init; }

    public required string Message { get; init; }

    public string? Code { get; init; }

    public string? Method { get; init; }

    public string? Route { get; init; }

    public int? Status { get; init; }

    public string? RequestId { get; init; }

    public string? TraceId { get; init; }

    public string? JobId { get; init; }

    public int? FileId { get; init; }

    public string? SentryEventId { get; init; }

    public bool IsSameAs(LoggedError other) =>
        (Type, Message, Route, Code, Source) == (other.Type, other.Message, other.Route, other.Code, other.Source);
}
