namespace Downstream.Grains.Abstractions.Telemetry;

/// <summary>The names under which every process reports traces and metrics.</summary>
public static class DownstreamTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Downstream";
}
