namespace Downstream.Grains.Jobs;

/// <summary>An unfinished job has a reminder: what recovery finds it by, and what sets it going when nothing else does.</summary>
internal sealed partial class JobGrain
{
    public const string ReminderName = "unfinished";

    private string? _reminderTag;
    private Task<string?>? _keeping;

    public Task ReceiveReminder(string reminderName, TickStatus status) => Resume();

    /// <summary>
    /// Straight into the table: a call to the reminder service would cost a message and a timer that most jobs do not
    /// live to see. The service finds the reminder when it reads its part of the table the next time. Never twice at the
    /// same time: the one that came second would leave the first with a tag that removes nothing.
    /// </summary>
    private async Task KeepReminding()
    {
        var keeping = _keeping ??= reminders.UpsertRow(new ReminderEntry
        {
            GrainId = this.GetGrainId(),
            ReminderName = ReminderName,
            StartAt = (Now + (options.ReminderPeriod / 2)).UtcDateTime,
            Period = options.ReminderPeriod,
        });
        try
        {
            _reminderTag = await keeping;
        }
        finally
        {
            if (_keeping == keeping)
                _keeping = null;
        }
    }

    private async Task StopReminding()
    {
        var tag = _reminderTag ?? (await reminders.ReadRow(this.GetGrainId(), ReminderName))?.ETag;
        _reminderTag = null;
        if (tag is not null)
            await reminders.RemoveRow(this.GetGrainId(), ReminderName, tag);
    }
}
