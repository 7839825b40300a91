using System.Text.Json.Serialization;

namespace Downstream.Gateway.Http.Problems;

/// <summary>A problem on the wire: RFC 9457 with the contract's extensions.</summary>
internal sealed record ProblemDocument
{
    /// <summary>A URN made of the code.</summary>
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    public required string Detail { get; init; }

    /// <summary>The path that was asked for, without its query.</summary>
    public required string Instance { get; init; }

    /// <summary>What clients may compare.</summary>
    public required string Code { get; init; }

    public required string RequestId { get; init; }

    public required string? TraceId { get; init; }

    /// <summary>What is wrong with which field; only where fields are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>The title, for older clients.</summary>
    public required string Error { get; init; }

    /// <summary>The detail, for older clients.</summary>
    public required string Message { get; init; }
}
