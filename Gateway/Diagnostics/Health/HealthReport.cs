using System.Text.Json.Serialization;

namespace Downstream.Gateway.Diagnostics.Health;

/// <summary>The answer to <c>/health</c>.</summary>
internal sealed record HealthReport(string Status, HealthParts Checks)
{
    public const string Healthy = "healthy";
    public const string Unhealthy = "unhealthy";

    [JsonIgnore]
    public bool IsHealthy => Checks is { Storage: HealthParts.Ok, Cluster: HealthParts.Ok, State: HealthParts.Ok };

    public static HealthReport Of(HealthParts checks)
    {
        var report = new HealthReport(Healthy, checks);
        return report.IsHealthy ? report : report with { Status = Unhealthy };
    }
}

/// <summary>What the service needs, each <c>ok</c> or <c>error</c>.</summary>
internal sealed record HealthParts(string Storage, string Cluster, string State)
{
    public const string Ok = "ok";
    public const string Error = "error";
}
