namespace Downstream.Gateway.Jobs.Shapes;

/// <summary>How far a job's callback is.</summary>
/// <param name="Url">Where it goes, without the query.</param>
/// <param name="Status"><c>pending</c>, <c>delivered</c> or <c>failed</c>.</param>
/// <param name="Attempts">Tries so far.</param>
/// <param name="LastStatus">The HTTP status that the last try was answered with.</param>
/// <param name="NextAttemptAt">When it is tried again.</param>
internal sealed record JobCallback(string Url, string Status, int Attempts, int? LastStatus, DateTimeOffset? NextAttemptAt);
