using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Silo.Hosting.Telemetry.Performance;

/// <summary>What else was done in a stretch of time: jobs, and events to streams.</summary>
internal sealed class WorkFigures
{
    private long _submitted;
    private long _completed;
    private long _partiallyCompleted;
    private long _failed;
    private long _cancelled;
    private long _events;

    public long Submitted { get => _submitted; init => _submitted = value; }

    public long Completed { get => _completed; init => _completed = value; }

    public long PartiallyCompleted { get => _partiallyCompleted; init => _partiallyCompleted = value; }

    public long Failed { get => _failed; init => _failed = value; }

    public long Cancelled { get => _cancelled; init => _cancelled = value; }

    public long Events { get => _events; init => _events = value; }

    /// <summary>How late events were written, in <see cref="LatencyBuckets"/>.</summary>
    public int[] Lag { get; init; } = new int[LatencyBuckets.Count];

    public void JobSubmitted(long count) => Interlocked.Add(ref _submitted, count);

    public void JobFinished(string? status, long count)
    {
        switch (status)
        {
            case nameof(JobStatus.Completed):
                Interlocked.Add(ref _completed, count);
                break;
            case nameof(JobStatus.PartiallyCompleted):
                Interlocked.Add(ref _partiallyCompleted, count);
                break;
            case nameof(JobStatus.Failed):
                Interlocked.Add(ref _failed, count);
                break;
            case nameof(JobStatus.Cancelled):
                Interlocked.Add(ref _cancelled, count);
                break;
            default:
                break;
        }
    }

    public void EventsSent(long count) => Interlocked.Add(ref _events, count);

    public void EventLagged(double milliseconds) => Interlocked.Increment(ref Lag[LatencyBuckets.IndexOf(milliseconds)]);

    /// <summary>Takes in what another stretch or process counted; for one caller at a time.</summary>
    public void Add(WorkFigures other)
    {
        _submitted += other.Submitted;
        _completed += other.Completed;
        _partiallyCompleted += other.PartiallyCompleted;
        _failed += other.Failed;
        _cancelled += other.Cancelled;
        _events += other.Events;
        for (var i = 0; i < Math.Min(Lag.Length, other.Lag.Length); i++)
            Lag[i] += other.Lag[i];
    }
}
