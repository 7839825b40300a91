namespace Downstream.Gateway.Diagnostics.Traces.Spans;

/// <summary>A span, wherever it was read from: this process, a browser or Jaeger.</summary>
internal sealed record StoredSpan
{
    public required string SpanId { get; init; }

    public required string? ParentSpanId { get; init; }

    public required string Name { get; init; }

    public required string Service { get; init; }

    public required string Scope { get; init; }

    /// <summary><c>internal</c>, <c>server</c>, <c>client</c>, <c>producer</c> or <c>consumer</c>.</summary>
    public required string Kind { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary><c>unset</c>, <c>ok</c> or <c>error</c>.</summary>
    public required string Status { get; init; }

    public string? StatusMessage { get; init; }

    /// <summary>Texts, numbers and truth values by name.</summary>
    public IReadOnlyDictionary<string, object> Attributes { get; init; } = SpanAttributes.None;

    public IReadOnlyList<StoredSpanEvent> Events { get; init; } = [];

    public IReadOnlyList<SpanLink> Links { get; init; } = [];

    public DateTimeOffset End => Start + Duration;

    public bool IsError => Status == "error";

    /// <summary>What the runtime says of its own work: of least interest when there is no room for all.</summary>
    public bool IsRuntimes => Scope.StartsWith("Microsoft.Orleans.", StringComparison.Ordinal);

    public string? JobId => Attributes.GetValueOrDefault(SpanAttributes.JobId) as string;
}

internal sealed record StoredSpanEvent(string Name, DateTimeOffset Time, IReadOnlyDictionary<string, object> Attributes);

/// <summary>A span of this or another trace that has to do with this one.</summary>
internal sealed record SpanLink(string TraceId, string SpanId);
