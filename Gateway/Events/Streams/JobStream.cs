using Downstream.Gateway.Events.Cursors;

namespace Downstream.Gateway.Events.Streams;

/// <summary>The stream of one job's events.</summary>
internal sealed class JobStream(EventStreams streams, HttpContext context, Guid jobId, JobCursor cursor) : EventStream(streams, context)
{
    public override Guid? JobId => jobId;

    protected override long? LastId => cursor.LastId;

    public override void Dispose() => cursor.Dispose();

    protected override void Begin() => cursor.Attach(this);

    protected override bool WriteNews(EventStreamWriter writer)
    {
        while (!writer.IsFull && cursor.Next() is { } item)
        {
            writer.WriteEvent(item.Bytes(BaseUrl));
            if (cursor.IsLive && Streams.Metrics.MeasuresLag)
                Streams.Metrics.EventLagged(Streams.Time.GetUtcNow() - item.Time);
        }

        return cursor.IsAtEnd;
    }
}
