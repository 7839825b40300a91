namespace Downstream.Gateway.Events.Feeds;

/// <summary>Somebody who follows feeds.</summary>
internal abstract class FeedReader
{
    /// <summary>Told, on any thread, that there may be something new to read. Returns soon and never throws.</summary>
    public abstract void Advance();
}
