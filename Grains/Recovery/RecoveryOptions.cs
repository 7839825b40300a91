namespace Downstream.Grains.Recovery;

/// <summary>The pace of recovery.</summary>
public sealed class RecoveryOptions
{
    /// <summary>How often each part of the index of unfinished jobs is looked at, while no loss is being made good.</summary>
    public TimeSpan LookPeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often while one is, or while there is more to touch.</summary>
    public TimeSpan BusyPeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many jobs of a part are touched in a busy period at most.</summary>
    public int JobsAtOnce { get; set; } = 64;

    /// <summary>How long what is due may go on by itself before it is touched. After a loss nothing is waited for.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often all that is due is touched again, in case that nothing else sets it going.</summary>
    public TimeSpan PassPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a part is reminded to look, should its grain be gone.</summary>
    public TimeSpan ReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long after the loss of a silo those go first whose jobs are watched: they ask by themselves, and somebody sees it.</summary>
    public TimeSpan WatchedFirst { get; set; } = TimeSpan.FromSeconds(1);
}
