namespace Downstream.Gateway.Diagnostics;

/// <summary>The answer to <c>/health/live</c>.</summary>
internal sealed record Liveness(string Status);
