namespace Downstream.Gateway.Events.Feeds;

/// <summary>One feed.</summary>
/// <param name="JobId">The job that it follows.</param>
/// <param name="Users">How many hold it.</param>
/// <param name="LastId">The last durable fact that it knows of.</param>
/// <param name="IsRunning">Whether it follows its job.</param>
/// <param name="KeptBytes">The events that it keeps, in bytes.</param>
internal sealed record OpenFeed(Guid JobId, int Users, long LastId, bool IsRunning, long KeptBytes);
