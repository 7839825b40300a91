using System.Text;
using Downstream.Gateway.Events.Cursors;
using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Events.Streams;
using Downstream.Grains.Abstractions.Callers;

namespace Downstream.Gateway.Events.AllJobs;

/// <summary>
/// The stream of all jobs of one caller: the events of each, as its own stream would have them, under ids that resume
/// all of them at once. It does not end with its jobs.
/// </summary>
internal sealed partial class AllJobsStream(
    EventStreams streams,
    HttpContext context,
    JobOpener opener,
    ICallerJobsGrain jobs,
    string caller,
    FeedOptions feeds,
    AllJobsOptions options,
    ILogger<AllJobsStream> logger)
    : EventStream(streams, context)
{
    private readonly Lock _gate = new();
    private readonly List<FollowedJob> _jobs = [];
    private readonly List<JobPlace> _places = [];
    private readonly CancellationTokenSource _finished = new();
    private readonly SemaphoreSlim _room = new(options.MaxJobs);
    private readonly byte[] _mark = AllJobsPosition.Mark(caller);
    private readonly string? _lastEventId = LastEventId.Of(context.Request);
    private long _watermark;
    private long _rests;
    private bool _tellsPlace;
    private bool _isFinished;

    public override void Dispose()
    {
        _ = _finished.CancelAsync();
        lock (_gate)
        {
            _isFinished = true;
            foreach (var job in _jobs)
                job.Cursor?.Dispose();

            _jobs.Clear();
        }
    }

    protected override void Begin()
    {
        // Without the context of the request: what a feed begins here outlives it.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(FollowAsync);
    }

    protected override bool WriteNews(EventStreamWriter writer)
    {
        lock (_gate)
        {
            // Says where the stream begins: a client that is cut off before the first event misses nothing either.
            if (_tellsPlace)
            {
                _tellsPlace = false;
                WriteId(writer);
                writer.Write("\n"u8);
            }

            // From the last: what ends leaves the list.
            for (var i = _jobs.Count - 1; i >= 0 && !writer.IsFull; i--)
            {
                if (_jobs[Math.Min(i, _jobs.Count - 1)] is { Cursor: { } cursor } job)
                    WriteNews(writer, job, cursor);
            }
        }

        return false;
    }

    private void WriteNews(EventStreamWriter writer, FollowedJob job, JobCursor cursor)
    {
        while (!writer.IsFull && cursor.Next() is { } item)
        {
            job.LastId = cursor.LastId;
            if (item.IsTerminal)
                Leave(job);

            if (item.Id is not null)
                WriteId(writer);

            writer.WriteEvent(item.BytesWithoutId(BaseUrl));
            if (cursor.IsLive && Streams.Metrics.MeasuresLag)
                Streams.Metrics.EventLagged(Streams.Time.GetUtcNow() - item.Time);

            if (item.IsTerminal)
                return;
        }

        // The feed ended without the job's end: look again where the job is.
        if (cursor.IsAtEnd)
            Reopen(job);
    }

    /// <summary>After a job's end: it rests, unless the list told meanwhile that it runs again.</summary>
    private void Leave(FollowedJob job)
    {
        if (job.LastId < job.Expected)
            Reopen(job);
        else
            Rest(job);
    }

    private void Reopen(FollowedJob job)
    {
        job.Cursor?.Dispose();
        job.Cursor = null;
        _ = OpenAsync(job);
    }

    private void WriteId(EventStreamWriter writer)
    {
        _places.Clear();
        foreach (var job in _jobs)
            _places.Add(new JobPlace(job.Ordinal, job.LastId));

        writer.Write(Encoding.ASCII.GetBytes($"id: {AllJobsPosition.Write(_mark, _watermark, _places)}\n"));
    }

    private void Remove(FollowedJob job)
    {
        job.Cursor?.Dispose();
        job.Cursor = null;
        _jobs.Remove(job);
        _room.Release();
    }

    /// <summary>
    /// Keeps the job's place, and nothing else, for as long as not too many rest: who comes back with it is told nothing
    /// twice, and misses nothing of a run that begins and ends meanwhile.
    /// </summary>
    private void Rest(FollowedJob job)
    {
        job.Cursor?.Dispose();
        job.Cursor = null;
        job.RestsSince = ++_rests;
        _room.Release();
        for (var excess = _jobs.Count(other => other.IsResting) - MaxResting; excess > 0; excess--)
            _jobs.Remove(_jobs.Where(other => other.IsResting).MinBy(other => other.RestsSince)!);
    }

    /// <summary>
    /// The ordinal up to which the list need not tell of ended jobs: that of the last one before the first that has a
    /// place, which may run again and end unheard while the list is not watched, or is being asked.
    /// </summary>
    private long LastSettled()
    {
        lock (_gate)
            return _jobs.Count > 0 ? _jobs[0].Ordinal - 1 : _watermark;
    }

    /// <summary>A job that the stream follows, or followed to its end; kept under the stream's lock.</summary>
    private sealed class FollowedJob(long ordinal, Guid jobId, long lastId)
    {
        public long Ordinal { get; } = ordinal;

        public Guid JobId { get; } = jobId;

        /// <summary>The id up to which its events were written; 0 for none.</summary>
        public long LastId { get; set; } = lastId;

        /// <summary>The id that it comes to at least, as the list told.</summary>
        public long Expected { get; set; }

        /// <summary>When the list told that it begins to run, which it may not have done yet; null when it told of its end.</summary>
        public long? AnnouncedAt { get; set; }

        /// <summary>Null while the job's events are being opened, and while it rests.</summary>
        public JobCursor? Cursor { get; set; }

        /// <summary>Counts up with every job that comes to rest, 0 for one that was not followed yet; null while it is.</summary>
        public long? RestsSince { get; set; } = 0;

        public bool IsResting => RestsSince is not null;
    }
}
