using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Jobs;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Callers;

/// <summary>
/// A caller with unfinished jobs has a reminder: what recovery finds the jobs by, and what sets them going when nothing
/// else does. One for all of them, so that a job costs none.
/// </summary>
internal sealed partial class CallerJobsGrain
{
    public const string ReminderName = "unfinished";

    private const int TouchedAtOnce = 32;
    private const int MostChecked = 1000;

    /// <summary>A job that was asked for this long ago and still has no state was never accepted.</summary>
    private static readonly TimeSpan AcceptanceLimit = TimeSpan.FromMinutes(1);

    private Task<string?>? _reminder;
    private Task _reminding = Task.CompletedTask;
    private DateTimeOffset _checkedAt;

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // Not waited for: it may take longer than a call may.
        if (_reminding.IsCompleted)
            _reminding = RemindActive();

        return Task.CompletedTask;
    }

    /// <summary>
    /// Straight into the table: a call to the reminder service would cost a message more. The service finds the reminder
    /// when it reads its part of the table the next time.
    /// </summary>
    private async Task KeepReminding()
    {
        var reminder = _reminder ??= reminders.UpsertRow(new ReminderEntry
        {
            GrainId = this.GetGrainId(),
            ReminderName = ReminderName,
            StartAt = (time.GetUtcNow() + (options.ReminderPeriod / 2)).UtcDateTime,
            Period = options.ReminderPeriod,
        });
        try
        {
            await reminder;
        }
        catch
        {
            if (_reminder == reminder)
                _reminder = null;

            throw;
        }
    }

    private async Task RemindActive()
    {
        foreach (var jobs in _active.Values.ToList().Chunk(TouchedAtOnce))
        {
            var reminded = Task.WhenAll(jobs.Select(Remind));
            await reminded.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (reminded.Exception is { } exception)
                LogRemindFailed(exception, exception.InnerExceptions.Count, this.GetPrimaryKeyString());
        }

        try
        {
            await Written();
            if (_active.Count == 0 && Written().IsCompletedSuccessfully)
                await StopReminding();
        }
        catch (Exception exception)
        {
            LogReminderKept(exception, this.GetPrimaryKeyString());
        }
    }

    private async Task Remind(ActiveJob job)
    {
        if (!await GrainFactory.Job(job.Entry.JobId).Remind())
            ForgetIfNeverAccepted(job.Entry.JobId);
    }

    /// <summary>Only while nothing is active. An upsert that is under way by the time of the removal has another tag, and stays.</summary>
    private async Task StopReminding()
    {
        var reminder = _reminder;
        _reminder = null;
        var tag = reminder is null ? (await reminders.ReadRow(this.GetGrainId(), ReminderName))?.ETag : await reminder;
        if (tag is not null && _reminder is null)
            await reminders.RemoveRow(this.GetGrainId(), ReminderName, tag);
    }

    /// <summary>Takes their places from jobs that were never accepted, when a caller has no other left.</summary>
    private async Task MakeRoom(Guid jobId)
    {
        var now = time.GetUtcNow();
        if (_active.Count < MostActive || _active.ContainsKey(jobId) || now - _checkedAt < AcceptanceLimit)
            return;

        _checkedAt = now;
        var old = _active.Values.Where(job => now - job.AskedAt > AcceptanceLimit).OrderBy(job => job.Entry.Ordinal).Take(MostChecked).ToList();
        foreach (var jobs in old.Chunk(TouchedAtOnce))
            await Task.WhenAll(jobs.Select(Check));

        async Task Check(ActiveJob job)
        {
            if (await GrainFactory.Job(job.Entry.JobId).Get() is null)
                ForgetIfNeverAccepted(job.Entry.JobId);
        }
    }

    private void ForgetIfNeverAccepted(Guid jobId)
    {
        if (!_active.TryGetValue(jobId, out var job) || time.GetUtcNow() - job.AskedAt <= AcceptanceLimit)
            return;

        Change(job, JobStatus.Expired, job.Entry.LastId);
        PersistSoon().Ignore();
    }

    [LoggerMessage(EventId = 121, Level = LogLevel.Warning, Message = "{Count} unfinished jobs of {Caller} could not be set going; the next reminder tries again")]
    private partial void LogRemindFailed(Exception exception, int count, string caller);

    [LoggerMessage(EventId = 122, Level = LogLevel.Warning, Message = "The reminder of {Caller}, whose jobs have all ended, could not be removed; it tries again the next time")]
    private partial void LogReminderKept(Exception exception, string caller);
}
