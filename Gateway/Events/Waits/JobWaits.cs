using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Http.Problems;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Events.Waits;

/// <summary>
/// Holds a request until a job moves, on the same feeds that streams read: many requests that wait for one job share one
/// watch of it. A cluster that does not answer makes no wait longer: the answer is then the last that is known of the job.
/// </summary>
internal sealed class JobWaits(JobFeeds feeds, IGrainFactory grains, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>How long a look at the job may take once the wait is over.</summary>
    private static readonly TimeSpan LastLook = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a job is looked at where the process watches as many as it may.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>The job once it has ended, or as it is when <paramref name="wait"/> is over; null when it is gone.</summary>
    public Task<JobView?> WaitForEndAsync(JobView known, TimeSpan wait, CancellationToken cancellationToken) =>
        WaitAsync(known, job => job.Status.IsTerminal(), feed => feed.IsOver, wait, cancellationToken);

    /// <summary>
    /// The job once its version is another than that of <paramref name="known"/>, or as it is when <paramref name="wait"/>
    /// is over; null when it is gone. Answers at once for a job that has ended.
    /// </summary>
    public Task<JobView?> WaitForChangeAsync(JobView known, TimeSpan wait, CancellationToken cancellationToken) =>
        WaitAsync(
            known,
            job => job.Status.IsTerminal() || job.Version != known.Version,
            feed => feed.IsOver || JobView.VersionOf(feed.Position, 0) > known.Version || feed.Progress?.Version > known.Version,
            wait,
            cancellationToken);

    private async Task<JobView?> WaitAsync(
        JobView known, Func<JobView, bool> isEnough, Func<JobFeed, bool> isNews, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(wait, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping, limit.Token);
        using var lastLook = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var looks = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lastLook.Token);
        await using var ending = over.Token.UnsafeRegister(static lastLook => ((CancellationTokenSource)lastLook!).CancelAfter(LastLook), lastLook);
        JobView? job = known;
        while (true)
        {
            try
            {
                job = feeds.Acquire(known.JobId) is { } feed
                    ? await WaitOnAsync(feed, isEnough, isNews, over.Token, looks.Token)
                    : await PollAsync(known.JobId, over.Token, looks.Token);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && ClusterFailures.IsUnavailable(exception))
            {
                // Asking took its time already: asked again, while there is time, or answered with what is known.
            }

            if (job is null || isEnough(job) || over.IsCancellationRequested)
                return job;
        }
    }

    /// <summary>Waits on one feed, until there is enough, the wait is over, or the feed is.</summary>
    private async Task<JobView?> WaitOnAsync(
        JobFeed feed, Func<JobView, bool> isEnough, Func<JobFeed, bool> isNews, CancellationToken over, CancellationToken looks)
    {
        var news = new News(() => isNews(feed));
        var slot = feed.AddReader(news);
        try
        {
            while (true)
            {
                // Armed before the look: what happens after it is not missed.
                var next = news.Arm();
                var look = await feed.LookAsync(looks);
                if (look is null || isEnough(look.Job) || over.IsCancellationRequested || feed.IsOver)
                    return look?.Job;

                await next.WaitAsync(over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            feed.RemoveReader(slot);
            feeds.Release(feed);
        }
    }

    private async Task<JobView?> PollAsync(Guid jobId, CancellationToken over, CancellationToken looks)
    {
        await Task.Delay(PollInterval, time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await grains.Job(jobId).Get(looks).WaitAsync(looks);
    }

    private sealed class News(Func<bool> isNews) : FeedReader
    {
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Arm()
        {
            var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _next, next);
            return next.Task;
        }

        public override void Advance()
        {
            if (isNews())
                Volatile.Read(ref _next).TrySetResult();
        }
    }
}
