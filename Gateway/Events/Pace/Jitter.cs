namespace Downstream.Gateway.Events.Pace;

/// <summary>Random deviations that keep streams and feeds from acting at the same moment.</summary>
internal static class Jitter
{
    /// <summary>The duration, at most <paramref name="share"/> of it shorter or longer.</summary>
    public static TimeSpan Around(TimeSpan duration, double share) =>
        duration * (1 + (share * ((Random.Shared.NextDouble() * 2) - 1)));
}
