namespace Downstream.Grains.Abstractions.Telemetry;

/// <summary>The names under which every process reports traces and metrics.</summary>
public static class DownstreamTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Downstream";

    /// <summary>The attribute of spans that names the job they are about.</summary>
    public const string JobIdTag = "downstream.job.id";
}
