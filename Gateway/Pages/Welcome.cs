namespace Downstream.Gateway.Pages;

/// <summary>The answer to <c>GET /</c> for programs.</summary>
internal sealed record Welcome(string Message);
