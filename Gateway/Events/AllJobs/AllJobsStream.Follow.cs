using Downstream.Gateway.Events.Cursors;
using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Events.Pace;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Events.AllJobs;

/// <summary>How the stream learns which jobs its caller has.</summary>
internal sealed partial class AllJobsStream
{
    /// <summary>How many jobs have a place in the stream's ids without being followed.</summary>
    public const int MaxResting = 64;

    private const int PageSize = 1000;
    private const int MaxPages = 10;

    private async Task FollowAsync()
    {
        var token = _finished.Token;
        var backoff = NewBackoff();
        var isPlaced = false;
        while (!token.IsCancellationRequested)
        {
            try
            {
                if (!isPlaced)
                    await PlaceAsync(token);

                isPlaced = true;
                await foreach (var job in jobs.Watch(LastSettled(), token))
                {
                    backoff.Reset();
                    await HearAsync(job, 0, token);
                }
            }
            catch (Exception exception)
            {
                if (token.IsCancellationRequested)
                    break;

                LogLost(exception);
            }

            await Task.Delay(backoff.Next(), Streams.Time, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Finds where the client left off, or else where it begins: at the jobs that have not ended.</summary>
    private async Task PlaceAsync(CancellationToken token)
    {
        var page = await PageAsync(null, token);
        var newest = page.Items.Count > 0 ? page.Items[0].Ordinal : 0;
        var position = AllJobsPosition.Parse(_lastEventId, _mark);
        if (position is null || position.Watermark > newest)
        {
            await BeginAsync(page.Items.Where(job => !job.Status.IsTerminal()).Select(job => (job, 0L)), newest, token);
            return;
        }

        // The list tells which jobs the ordinals stand for; those that are gone from it have nothing to say any more.
        var places = position.Jobs.ToDictionary(place => place.Ordinal, place => place.LastId);
        var found = new List<(CallerJob Job, long LastId)>();
        for (var pages = 1; ; pages++)
        {
            foreach (var job in page.Items)
            {
                if (places.TryGetValue(job.Ordinal, out var lastId))
                    found.Add((job, lastId));
            }

            if (found.Count == places.Count || page.Next is not { } next || next <= position.Jobs[0].Ordinal || pages == MaxPages)
                break;

            page = await PageAsync(next, token);
        }

        await BeginAsync(found, position.Watermark, token);
    }

    private async Task<CallerJobsPage> PageAsync(long? before, CancellationToken token) =>
        await jobs.List(null, before, PageSize, token).WaitAsync(feeds.OpenLimit, Streams.Time, token);

    /// <summary>Begins with these jobs: all are in the ids before the first one is sent.</summary>
    private async Task BeginAsync(IEnumerable<(CallerJob Job, long LastId)> begun, long watermark, CancellationToken token)
    {
        var ascending = begun.OrderBy(job => job.Job.Ordinal).ToList();
        lock (_gate)
        {
            if (_isFinished)
                return;

            _watermark = watermark;
            _jobs.AddRange(ascending.Take(options.MaxJobs + MaxResting)
                .Select(job => new FollowedJob(job.Job.Ordinal, job.Job.JobId, job.LastId)));
            _tellsPlace = true;
        }

        Advance();
        foreach (var (job, lastId) in ascending)
            await HearAsync(job, lastId, token);
    }

    /// <summary>Takes in what the list tells of a job, and follows one that has something to say. Waits for room for it.</summary>
    private async Task HearAsync(CallerJob told, long lastId, CancellationToken token)
    {
        lock (_gate)
        {
            if (IsKnown(told))
                return;
        }

        await _room.WaitAsync(token);
        FollowedJob job;
        lock (_gate)
        {
            if (_isFinished)
            {
                _room.Release();
                return;
            }

            if (Find(told) is { } resting)
            {
                job = resting;
            }
            else
            {
                job = new FollowedJob(told.Ordinal, told.JobId, lastId);
                Insert(job);
            }

            Expect(job, told);
            job.RestsSince = null;
            _watermark = Math.Max(_watermark, told.Ordinal);
        }

        _ = OpenAsync(job);
    }

    /// <summary>Whether the job needs no look now: it is followed, or nothing came after what was written of it.</summary>
    private bool IsKnown(CallerJob told)
    {
        if (Find(told) is not { } job)
            return told.Ordinal <= _watermark && told.Status.IsTerminal();

        if (!job.IsResting)
        {
            Expect(job, told);
            return true;
        }

        // One that runs, and that only the client's id told of, was not looked at yet.
        return job.LastId >= Expected(told) && (told.Status.IsTerminal() || job.RestsSince > 0);
    }

    private void Expect(FollowedJob job, CallerJob told)
    {
        job.Expected = Math.Max(job.Expected, Expected(told));
        job.AnnouncedAt = told.Status.IsTerminal() ? null : Streams.Time.GetTimestamp();
    }

    /// <summary>The id that a job comes to at least: that of its end, or the one after that when it runs again.</summary>
    private static long Expected(CallerJob told) => told.Status.IsTerminal() ? told.LastId : told.LastId + 1;

    private FollowedJob? Find(CallerJob told) => _jobs.Find(job => job.Ordinal == told.Ordinal);

    private void Insert(FollowedJob job)
    {
        var place = _jobs.FindIndex(other => other.Ordinal > job.Ordinal);
        _jobs.Insert(place < 0 ? _jobs.Count : place, job);
    }

    /// <summary>Opens a job's events, for as long as that takes.</summary>
    private async Task OpenAsync(FollowedJob job)
    {
        var backoff = NewBackoff();
        while (!_finished.IsCancellationRequested)
        {
            try
            {
                if (Take(job, await opener.OpenAsync(job.JobId, job.LastId > 0 ? job.LastId : null, _finished.Token)))
                    return;
            }
            catch (Exception exception)
            {
                if (_finished.IsCancellationRequested)
                    break;

                LogLost(exception);
            }

            await Task.Delay(backoff.Next(), Streams.Time, _finished.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes over what came of opening a job's events; false when it has to be opened again.</summary>
    private bool Take(FollowedJob job, JobOpening opening)
    {
        lock (_gate)
        {
            if (_isFinished)
            {
                opening.Cursor?.Dispose();
                return true;
            }

            switch (opening.Result)
            {
                case OpenResult.Full:
                case OpenResult.NotFound or OpenResult.PastEnd when job.LastId < job.Expected && IsAwaited(job):
                    return false;
                case OpenResult.NotFound or OpenResult.PastEnd:
                    Rest(job);
                    break;
                case OpenResult.Expired:
                    Remove(job);
                    break;
                default:
                    job.Cursor = opening.Cursor;
                    opening.Cursor!.Attach(this);
                    break;
            }
        }

        Advance();
        return true;
    }

    private bool IsAwaited(FollowedJob job) =>
        job.AnnouncedAt is { } announcedAt && !Streams.HasPassed(Streams.Time.GetTimestamp() - announcedAt, options.Patience);

    private Backoff NewBackoff() => new(feeds.FirstRetry, FeedOptions.LastRetry);

    [LoggerMessage(2304, LogLevel.Information, "A stream of all jobs lost a grain and asks again")]
    private partial void LogLost(Exception exception);
}
