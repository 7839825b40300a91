using System.Text.Json;

namespace Downstream.Testing.Streams;

/// <summary>An event as it came from a stream.</summary>
/// <param name="Type">Its name.</param>
/// <param name="Id">Its own id; null when it has none.</param>
/// <param name="Data">Its data, as it was sent.</param>
public sealed record StreamEvent(string Type, string? Id, string Data)
{
    /// <summary>Whether the event ends a job's stream.</summary>
    public bool IsTerminal => Type is "completed" or "partially_completed" or "failed" or "cancelled";

    /// <summary>Whether the event stands for a durable fact of its own.</summary>
    public bool IsDurable => Id is not null && Type != "snapshot";

    /// <summary>Its name, and its id when it has one.</summary>
    public string Label => Id is null ? Type : $"{Type}:{Id}";

    /// <summary>The data as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Data);

    public override string ToString() => $"{Id} {Type} {Data}";
}
