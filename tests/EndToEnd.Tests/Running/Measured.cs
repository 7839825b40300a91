using Downstream.EndToEnd.Tests.Running;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Downstream.EndToEnd.Tests.Running;

/// <summary>Tests that measure what a process costs. Like the faults of a cluster they run one by one, when everything else here is over.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Measured
{
    public const string Name = "Measured";
}

/// <summary>Begins with what takes longest, beside which all the rest then runs: begun late it would be left over alone. The faults of a cluster come last.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest = [nameof(Proxies.ProxyTests), nameof(Crashes.CrashTests), nameof(Cluster.UploadTests), nameof(HttpOriginTests)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(Rank)];

    private static int Rank<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        var name = collection.TestCollectionDisplayName;
        if (name == Cluster.ClusterFaults.Name)
            return Longest.Length + 1;

        var place = Array.FindIndex(Longest, longest => name.Contains($".{longest} ", StringComparison.Ordinal));
        return place < 0 ? Longest.Length : place;
    }
}
