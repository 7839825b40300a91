using Downstream.Gateway.Jobs;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Events;

/// <summary>Holds requests on the same feeds that streams read.</summary>
internal sealed class FeedJobWaits(JobFeeds feeds, JobGrains grains, TimeProvider time, IHostApplicationLifetime lifetime) : IJobWaits
{
    public Task<JobView?> WaitForEndAsync(Guid jobId, TimeSpan wait, CancellationToken cancellationToken) =>
        WaitAsync(jobId, job => job.Status.IsTerminal(), feed => feed.IsOver, wait, cancellationToken);

    public Task<JobView?> WaitForChangeAsync(Guid jobId, long knownVersion, TimeSpan wait, CancellationToken cancellationToken) =>
        WaitAsync(
            jobId,
            job => job.Status.IsTerminal() || job.Version != knownVersion,
            feed => feed.IsOver || JobView.VersionOf(feed.Position, 0) > knownVersion || feed.Progress?.Version > knownVersion,
            wait,
            cancellationToken);

    private async Task<JobView?> WaitAsync(
        Guid jobId, Func<JobView, bool> isEnough, Func<JobFeed, bool> isNews, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        using var timer = time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), over, wait, Timeout.InfiniteTimeSpan);
        while (true)
        {
            if (feeds.Acquire(jobId) is not { } feed)
                return await grains.Job(jobId).Get(cancellationToken);

            try
            {
                var job = await WaitOnAsync(feed, isEnough, isNews, over.Token, cancellationToken);
                if (job is null || isEnough(job) || over.IsCancellationRequested)
                    return job;
            }
            finally
            {
                feeds.Release(feed);
            }
        }
    }

    /// <summary>Waits on one feed, until there is enough, the wait is over, or the feed is.</summary>
    private static async Task<JobView?> WaitOnAsync(
        JobFeed feed, Func<JobView, bool> isEnough, Func<JobFeed, bool> isNews, CancellationToken over, CancellationToken cancellationToken)
    {
        var news = new News(() => isNews(feed));
        var slot = feed.AddReader(news);
        try
        {
            while (true)
            {
                // Armed before the look: what happens after it is not missed.
                var next = news.Arm();
                var look = await feed.LookAsync(cancellationToken);
                if (look is null || isEnough(look.Job) || over.IsCancellationRequested || feed.IsOver)
                    return look?.Job;

                await next.WaitAsync(over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            feed.RemoveReader(slot);
        }
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
