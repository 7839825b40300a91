namespace Downstream.Gateway.Diagnostics.Health;

/// <summary>The answer to <c>/health/live</c>.</summary>
internal sealed record Liveness(string Status);
