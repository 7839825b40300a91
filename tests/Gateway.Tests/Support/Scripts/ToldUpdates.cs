using System.Threading.Channels;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Support.Scripts;

/// <summary>What a scripted job has told so far, and whom it tells more. To be called under the job's lock.</summary>
internal sealed class ToldUpdates
{
    private readonly List<JobUpdate> _durable = [];
    private readonly List<Channel<JobUpdate>> _watchers = [];

    public int Watchers => _watchers.Count;

    public static long IdOf(JobUpdate update) => update switch
    {
        JobUpdate.File file => file.EventId,
        JobUpdate.Ended ended => ended.Job.Sequence,
        _ => 0,
    };

    /// <summary>The durable ones after an id; none without one.</summary>
    public IEnumerable<JobUpdate> After(long? id) => _durable.Where(update => IdOf(update) > id);

    public void Tell(JobUpdate update)
    {
        if (update is not JobUpdate.Progress)
            _durable.Add(update);

        foreach (var watcher in _watchers)
            watcher.Writer.TryWrite(update);
    }

    /// <summary>One more who is told: first what came after an id.</summary>
    public Channel<JobUpdate> Join(long? afterId)
    {
        var updates = Channel.CreateUnbounded<JobUpdate>();
        foreach (var update in After(afterId))
            updates.Writer.TryWrite(update);

        _watchers.Add(updates);
        return updates;
    }

    public void Part(Channel<JobUpdate> updates) => _watchers.Remove(updates);

    /// <summary>Breaks every watch; with null they end as if all were said.</summary>
    public void Break(Exception? exception)
    {
        foreach (var watcher in _watchers)
            watcher.Writer.TryComplete(exception);
    }
}
