using Downstream.Gateway.Events.Feeds;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Events.Cursors;

/// <summary>Finds where a reader starts in a job's events.</summary>
internal sealed class JobOpener(JobFeeds feeds, StartEvents starts)
{
    private const int Tries = 3;

    /// <param name="jobId">The job.</param>
    /// <param name="lastId">The last event that the reader has, as it says; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The job could not be reached in time.</exception>
    public async Task<JobOpening> OpenAsync(Guid jobId, long? lastId, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (feeds.Acquire(jobId) is not { } feed)
                return Refused(OpenResult.Full);

            JobOpening? opening = null;
            try
            {
                opening = await OpenAsync(feed, lastId, cancellationToken);
            }
            finally
            {
                if (opening?.HoldsFeed != true)
                    feeds.Release(feed);
            }

            // The feed saw the job end while this look found it running again.
            if (!opening.HoldsFeed || !feed.IsOver || attempt == Tries)
                return opening;

            opening.Cursor!.Dispose();
        }
    }

    private async Task<JobOpening> OpenAsync(JobFeed feed, long? lastId, CancellationToken cancellationToken)
    {
        if (lastId is { } known && feed.Covering(known) is { } covering)
            return Start(feed, covering, [], [], known);

        if (await feed.LookAsync(cancellationToken) is not { } look)
            return Refused(OpenResult.NotFound);

        if (look.Job.Status == JobStatus.Expired)
            return Refused(OpenResult.Expired);

        return look.Job.Status.IsTerminal()
            ? await OpenEndedAsync(feed, look, lastId, cancellationToken)
            : await OpenRunningAsync(feed, look, lastId, cancellationToken);
    }

    private async Task<JobOpening> OpenRunningAsync(JobFeed feed, JobLook look, long? lastId, CancellationToken cancellationToken)
    {
        // Before what is asked of the job: that reaches up to the log's base then.
        var log = feed.Durable;
        if (lastId is not { } known || known > look.Job.Sequence)
        {
            var progress = feed.Progress;
            var backlog = await BacklogAsync(feed, log, look.Job.Sequence, cancellationToken);
            return Start(feed, log, [look.Snapshot, .. After(backlog, look.Job.Sequence)], backlog, look.Job.Sequence, progress?.Version <= look.Job.Version ? progress : null);
        }

        var missing = await BacklogAsync(feed, log, known, cancellationToken);
        if (known >= look.Job.RunSequence)
            return Start(feed, log, [.. After(missing, known)], missing, known);

        // The job ended since and runs again: what its readers believe to have ended is told whole.
        var before = await feed.ReplayAsync(known).WaitAsync(cancellationToken) ?? [];
        FeedEvent[] start = [.. before.Where(e => e.Id <= look.Job.Sequence && !e.IsTerminal), look.Snapshot, .. After(missing, look.Job.Sequence)];
        return Start(feed, log, start, start, known);
    }

    /// <summary>Durable events among which are those after an id that are not in the log.</summary>
    private static async Task<FeedEvent[]> BacklogAsync(JobFeed feed, EventLog log, long known, CancellationToken cancellationToken) =>
        known >= log.Base ? [] : await feed.BacklogAsync(log, cancellationToken);

    private static IEnumerable<FeedEvent> After(FeedEvent[] events, long id) => events.Where(e => e.Id > id);

    private async Task<JobOpening> OpenEndedAsync(JobFeed feed, JobLook look, long? lastId, CancellationToken cancellationToken)
    {
        if (lastId >= look.Job.Sequence)
            return Refused(OpenResult.PastEnd);

        if (await feed.ReplayAsync(lastId ?? look.Job.Sequence - 1).WaitAsync(cancellationToken) is not { } replay)
            return Refused(OpenResult.Expired);

        FeedEvent[] start = lastId is null ? [look.Snapshot, .. replay] : replay;
        return Start(null, null, start, start, lastId ?? 0);
    }

    /// <param name="feed">The acquired feed; null when the start is all there is.</param>
    /// <param name="log">Where its events go on.</param>
    /// <param name="start">What comes first.</param>
    /// <param name="events">Where that comes from, shared or not.</param>
    /// <param name="lastId">What the reader has before that.</param>
    /// <param name="known">The progress that it has already.</param>
    private JobOpening Start(JobFeed? feed, EventLog? log, FeedEvent[] start, FeedEvent[] events, long lastId, FeedEvent? known = null)
    {
        var held = start.Length > 0 ? starts.Hold(start, events) : null;
        return new JobOpening(OpenResult.Started, new JobCursor(feeds, feed, log, held, lastId, known), HoldsFeed: feed is not null);
    }

    private static JobOpening Refused(OpenResult result) => new(result);
}
