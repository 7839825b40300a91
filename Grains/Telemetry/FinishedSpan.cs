using System.Diagnostics;

namespace Downstream.Grains.Telemetry;

/// <summary>A span of the past, while it is written down.</summary>
internal sealed class FinishedSpan(Activity activity, DateTimeOffset end) : IDisposable
{
    public FinishedSpan Set(string name, object? value)
    {
        activity.SetTag(name, value);
        return this;
    }

    public FinishedSpan Failed(string? reason)
    {
        activity.SetStatus(ActivityStatusCode.Error, reason);
        return this;
    }

    public void Dispose()
    {
        activity.SetEndTime(end.UtcDateTime);
        activity.Dispose();
    }
}
