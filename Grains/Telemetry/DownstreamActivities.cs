using System.Diagnostics;
using Downstream.Grains.Abstractions.Telemetry;

namespace Downstream.Grains.Telemetry;

/// <summary>Traces of work that no request waits for: timers, reminders and transfers continue the trace of their job.</summary>
internal static class DownstreamActivities
{
    public const string JobId = DownstreamTelemetry.JobIdTag;

    public const string FileId = "downstream.file.id";

    public static readonly ActivitySource Source = new(DownstreamTelemetry.Name);

    /// <summary>Starts an activity in the trace of a <c>traceparent</c>, or below the current one where there is none.</summary>
    public static Activity? Continue(string name, string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent)
            ? Source.StartActivity(name, ActivityKind.Internal, parent)
            : Source.StartActivity(name);

    /// <summary>Writes a span down that is over, from the times that were stored of it: also those of before a crash.</summary>
    /// <returns>The span, to be given what is known of it; it ends when it is disposed.</returns>
    public static FinishedSpan? Record(string name, string? traceParent, DateTimeOffset start, DateTimeOffset end) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent)
        && Source.StartActivity(name, ActivityKind.Internal, parent, startTime: start) is { } activity
            ? new FinishedSpan(activity, end > start ? end : start)
            : null;
}
