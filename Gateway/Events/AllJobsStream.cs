using System.Text;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Events;

/// <summary>
/// The stream of all jobs of one caller: the events of each, as its own stream would have them, under ids that resume
/// all of them at once. It does not end with its jobs.
/// </summary>
internal sealed partial class AllJobsStream(
    EventStreams streams, HttpContext context, JobOpener opener, IClientJobsGrain client, string caller, ILogger<AllJobsStream> logger)
    : EventStream(streams, context)
{
    private readonly Lock _gate = new();
    private readonly List<FollowedJob> _jobs = [];
    private readonly List<JobPlace> _places = [];
    private readonly CancellationTokenSource _finished = new();
    private readonly SemaphoreSlim _room = new(streams.Options.MaxJobsPerStream);
    private readonly byte[] _mark = AllJobsPosition.Mark(caller);
    private readonly string? _lastEventId = LastEventId.Of(context.Request);
    private long _watermark;
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
            {
                job.CanRunAgain = item.CanBeRetried;
                Rest(job);
            }

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
        {
            cursor.Dispose();
            job.Cursor = null;
            _ = OpenAsync(job);
        }
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
    /// Keeps the job's place, and nothing else, for as long as there are not too many of them. One that cannot run again
    /// needs it until the list knows of its end: until then a crash would have the list tell of it anew.
    /// </summary>
    private void Rest(FollowedJob job)
    {
        // It was announced while its reader was behind: it may run again already.
        if (job is { IsAnnouncedAgain: true, CanRunAgain: true })
        {
            job.IsAnnouncedAgain = false;
            job.Cursor?.Dispose();
            job.Cursor = null;
            _ = OpenAsync(job);
            return;
        }

        if (job is { IsListedAsEnded: true, CanRunAgain: false })
        {
            Remove(job);
            return;
        }

        job.Cursor?.Dispose();
        job.Cursor = null;
        job.IsResting = true;
        _room.Release();
        TrimResting();
    }

    /// <summary>
    /// The ordinal up to which the list need not tell of ended jobs: that of the last one before the first that has a
    /// place, which may run and end unheard while the list is not watched, or is being asked.
    /// </summary>
    private long LastSettled()
    {
        lock (_gate)
            return _jobs.Count > 0 ? _jobs[0].Ordinal - 1 : _watermark;
    }

    /// <summary>Whether what the list tells of a job needs no look at the job: it has ended, and the stream told so or will.</summary>
    private bool IsSettled(ClientJob told)
    {
        lock (_gate)
        {
            if (told.Ordinal > _watermark || !told.Status.IsTerminal())
                return false;

            if (_jobs.Find(other => other.Ordinal == told.Ordinal) is not { } job)
                return true;

            job.IsListedAsEnded = true;
            if (job is { IsResting: true, CanRunAgain: false })
                _jobs.Remove(job);

            return job is not { IsResting: true, CanRunAgain: true };
        }
    }

    private void TrimResting()
    {
        for (var excess = _jobs.Count(job => job.IsResting) - MaxResting; excess > 0; excess--)
            _jobs.RemoveAt(_jobs.FindIndex(job => job.IsResting));
    }

    /// <summary>A job that the stream follows, or knows to exist; kept under the stream's lock.</summary>
    private sealed class FollowedJob(long ordinal, Guid jobId, long lastId)
    {
        public long Ordinal { get; } = ordinal;

        public Guid JobId { get; set; } = jobId;

        public long LastId { get; set; } = lastId;

        /// <summary>Null while the job's events are being opened.</summary>
        public JobCursor? Cursor { get; set; }

        /// <summary>Whether the job only has its place: it was not accepted yet, or it has ended.</summary>
        public bool IsResting { get; set; }

        /// <summary>Whether the list of the caller's jobs knows of its end.</summary>
        public bool IsListedAsEnded { get; set; }

        /// <summary>False once it has ended for good.</summary>
        public bool CanRunAgain { get; set; } = true;

        /// <summary>Whether the job was announced while it was being opened or read, and so perhaps looked at too early.</summary>
        public bool IsAnnouncedAgain { get; set; }
    }
}
