namespace Downstream.Grains.Recovery;

/// <summary>The pace of recovery.</summary>
public sealed class RecoveryOptions
{
    /// <summary>How many jobs a silo touches per second at most.</summary>
    public int JobsPerSecond { get; set; } = 500;

    /// <summary>How many of them at the same time.</summary>
    public int JobsAtOnce { get; set; } = 32;

    /// <summary>How long a sweep after the loss of a silo lets those go first whose jobs are watched: they ask by themselves, and somebody sees it.</summary>
    public TimeSpan WatchedFirst { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often reading the index, or touching one job, is tried before it is left to the reminders.</summary>
    public int MostAttempts { get; set; } = 10;

    /// <summary>The wait before a job is touched again, times the number of tries so far.</summary>
    public TimeSpan TouchPause { get; set; } = TimeSpan.FromMilliseconds(250);
}
