namespace Downstream.Silo.Hosting.Telemetry;

/// <summary>
/// The last errors of this process. The same one within a minute is one entry that is counted. It is the only way to
/// Sentry, so that an entry knows the id of its event there.
/// </summary>
internal sealed class ErrorLog(TimeProvider time)
{
    public const int Capacity = 200;

    /// <summary>How many of the same error within a minute are reported: a fault in a loop must not spend a quota.</summary>
    private const int MostReports = 5;

    /// <summary>How many instances may have an error in the same millisecond, under ids that differ.</summary>
    private const int IdsPerMillisecond = 1024;

    private static readonly TimeSpan Together = TimeSpan.FromMinutes(1);

    private readonly int _salt = Random.Shared.Next(IdsPerMillisecond);

    private readonly Lock _lock = new();

    // The oldest first.
    private readonly List<LoggedError> _errors = new(Capacity);
    private long _lastId;
    private long _lost;

    /// <summary>Writes an error down.</summary>
    /// <param name="error">What happened; its ids and times are given here.</param>
    /// <param name="report">Reports it, and gives the report's id; called outside the lock.</param>
    public void Add(LoggedError error, Func<string?> report)
    {
        long id;
        lock (_lock)
        {
            var now = time.GetUtcNow();

            // Made of the time, so that those of several instances can be put into one order.
            id = Math.Max(_lastId + IdsPerMillisecond, (now.ToUnixTimeMilliseconds() * IdsPerMillisecond) + _salt);
            _lastId = id;
            var index = _errors.FindLastIndex(known => known.IsSameAs(error));
            if (index >= 0 && now - _errors[index].Time < Together)
            {
                var known = _errors[index];
                _errors[index] = error with
                {
                    Id = known.Id,
                    LastId = id,
                    Time = known.Time,
                    LastTime = now,
                    Count = known.Count + 1,
                    SentryEventId = known.SentryEventId,
                };
                if (known.Count >= MostReports)
                    return;
            }
            else
            {
                if (_errors.Count == Capacity)
                {
                    _errors.RemoveAt(0);
                    _lost++;
                }

                _errors.Add(error with { Id = id, LastId = id, Time = now, LastTime = now, Count = 1 });
            }
        }

        if (report() is { } eventId)
            Reported(id, eventId);
    }

    /// <summary>The id that an error of this long before another one would have.</summary>
    public static long Before(long id, TimeSpan time) => Math.Max(0, id - ((long)time.TotalMilliseconds * IdsPerMillisecond));

    /// <summary>The errors, newest first.</summary>
    /// <param name="after">Only those that came, or came again, after the error with this id.</param>
    public ErrorPage Read(long after)
    {
        lock (_lock)
            return new ErrorPage([.. _errors.Where(error => error.LastId > after).Reverse()], _lost);
    }

    private void Reported(long id, string eventId)
    {
        lock (_lock)
        {
            var index = _errors.FindLastIndex(error => error.LastId == id);
            if (index >= 0)
                _errors[index] = _errors[index] with { SentryEventId = eventId };
        }
    }
}

/// <param name="Errors">Newest first.</param>
/// <param name="Lost">How many were dropped for newer ones since the start.</param>
internal sealed record ErrorPage(IReadOnlyList<LoggedError> Errors, long Lost);
