using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Cluster.Tests.Fixtures;

/// <summary>Callers' lists, as jobs use them.</summary>
internal static class CallerLists
{
    internal static ICallerJobsGrain CallerList(this JobCluster cluster, string caller) => cluster.Grains.GetGrain<ICallerJobsGrain>(caller);

    /// <summary>Adds jobs that have ended by now: their ordinals and ids, ascending.</summary>
    internal static async Task<List<(long Ordinal, Guid JobId)>> AddEndedAsync(
        this JobCluster cluster, ICallerJobsGrain list, int count, Func<Guid, JobStatus>? end = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var jobs = new List<(long Ordinal, Guid JobId)>();
        foreach (var chunk in Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).Chunk(50))
        {
            var ordinals = await Task.WhenAll(chunk.Select(id => list.Add(id, cluster.Time.GetUtcNow(), cancellation)));
            await Task.WhenAll(chunk.Select(id => list.Ended(id, end?.Invoke(id) ?? JobStatus.Completed, 7, cancellation)));
            jobs.AddRange(chunk.Zip(ordinals).Select(j => (j.Second!.Value, j.First)));
        }

        jobs.Sort();
        return jobs;
    }
}
