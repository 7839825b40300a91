using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Events;

/// <summary>How the stream learns which jobs its caller has.</summary>
internal sealed partial class AllJobsStream
{
    /// <summary>How many jobs have a place in the stream's ids without being followed.</summary>
    public const int MaxResting = 64;

    private const int MaxMissing = 32;

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
                await foreach (var job in client.Watch(LastSettled(), token))
                {
                    backoff.Reset();
                    if (!IsSettled(job))
                        await FollowAsync(job, 0, token);
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
            await FollowAllAsync(page.Items.Where(job => !job.Status.IsTerminal()).Select(job => (job, 0L)), newest, token);
            return;
        }

        // The list tells which jobs the ordinals stand for; those that are gone from it have nothing to say any more.
        var places = position.Jobs.ToDictionary(place => place.Ordinal, place => place.LastId);
        var found = new List<(ClientJob Job, long LastId)>();
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

        await FollowAllAsync(found, position.Watermark, token);
    }

    private async Task<ClientJobsPage> PageAsync(long? before, CancellationToken token) =>
        await client.List(null, before, PageSize, token).WaitAsync(Streams.Options.OpenLimit, Streams.Time, token);

    /// <summary>Begins with these jobs: all are in the ids before the first one is sent.</summary>
    private async Task FollowAllAsync(IEnumerable<(ClientJob Job, long LastId)> jobs, long watermark, CancellationToken token)
    {
        var ascending = jobs.OrderBy(job => job.Job.Ordinal).ToList();
        var first = ascending.Take(Streams.Options.MaxJobsPerStream)
            .Select(job => new FollowedJob(job.Job.Ordinal, job.Job.JobId, job.LastId) { IsListedAsEnded = job.Job.Status.IsTerminal() })
            .ToList();
        foreach (var _ in first)
            await _room.WaitAsync(token);

        lock (_gate)
        {
            if (_isFinished)
                return;

            _watermark = watermark;
            _jobs.AddRange(first);
            _tellsPlace = true;
        }

        Advance();
        foreach (var job in first)
            _ = OpenAsync(job);

        foreach (var (job, lastId) in ascending.Skip(first.Count))
            await FollowAsync(job, lastId, token);
    }

    private async Task FollowAsync(ClientJob job, long lastId, CancellationToken token)
    {
        await _room.WaitAsync(token);
        FollowedJob? followed;
        lock (_gate)
        {
            followed = _jobs.Find(other => other.Ordinal == job.Ordinal);
            followed?.IsListedAsEnded = job.Status.IsTerminal();
            if (_isFinished || followed is { IsResting: false } or { CanRunAgain: false })
            {
                followed?.IsAnnouncedAgain = true;
                _room.Release();
                return;
            }

            if (followed is null)
            {
                AwaitUpTo(job.Ordinal);
                followed = new FollowedJob(job.Ordinal, job.JobId, lastId) { IsListedAsEnded = job.Status.IsTerminal() };
                Insert(followed);
            }

            followed.JobId = job.JobId;
            followed.IsResting = false;
            _watermark = Math.Max(_watermark, job.Ordinal);
        }

        _ = OpenAsync(followed);
    }

    /// <summary>Keeps places for jobs whose ordinals come before this one: jobs are announced in the order of their acceptance.</summary>
    private void AwaitUpTo(long ordinal)
    {
        if (_watermark == 0)
            return;

        for (var missing = Math.Max(_watermark + 1, ordinal - MaxMissing); missing < ordinal; missing++)
            Insert(new FollowedJob(missing, Guid.Empty, 0) { IsResting = true });

        TrimResting();
    }

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

            var isTooEarly = opening.Result is OpenResult.NotFound or OpenResult.PastEnd && job.IsAnnouncedAgain;
            job.IsAnnouncedAgain = false;
            if (isTooEarly || opening.Result == OpenResult.Full)
                return false;

            switch (opening.Result)
            {
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

    private Backoff NewBackoff() => new(Streams.Options.FirstRetry, Streams.Options.LastRetry);

    [LoggerMessage(2304, LogLevel.Information, "A stream of all jobs lost a grain and asks again")]
    private partial void LogLost(Exception exception);
}
