using Downstream.Grains.Jobs;

namespace Downstream.Grains.Callers;

/// <summary>
/// The reminder of a caller with unfinished jobs: what recovery finds the jobs by, and what sets them going when nothing
/// else does. One for all of them, so that a job costs none. It is written straight into the table: a call to the reminder
/// service would cost a message more, and the service finds it when it reads its part of the table the next time.
/// </summary>
internal sealed class CallerReminder(GrainId grainId, IReminderTable reminders, JobOptions options, TimeProvider time)
{
    public const string Name = "unfinished";

    private Task<string?>? _row;

    public async Task Keep()
    {
        var row = _row ??= reminders.UpsertRow(new ReminderEntry
        {
            GrainId = grainId,
            ReminderName = Name,
            StartAt = (time.GetUtcNow() + (options.ReminderPeriod / 2)).UtcDateTime,
            Period = options.ReminderPeriod,
        });
        try
        {
            await row;
        }
        catch
        {
            if (_row == row)
                _row = null;

            throw;
        }
    }

    /// <summary>Only while nothing is unfinished. An upsert that is under way by the time of the removal has another tag, and stays.</summary>
    public async Task Stop()
    {
        var row = _row;
        _row = null;
        var tag = row is null ? (await reminders.ReadRow(grainId, Name))?.ETag : await row;
        if (tag is not null && _row is null)
            await reminders.RemoveRow(grainId, Name, tag);
    }
}
