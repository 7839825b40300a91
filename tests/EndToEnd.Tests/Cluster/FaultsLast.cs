using Downstream.EndToEnd.Tests.Cluster;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(FaultsLast))]

namespace Downstream.EndToEnd.Tests.Cluster;

/// <summary>Runs the faults of a cluster when everything else is over, here and in the other test programs: they measure times.</summary>
public sealed class FaultsLast : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName == ClusterFaults.Name)];
}
