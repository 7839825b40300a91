using Downstream.EndToEnd.Tests.Running;

namespace Downstream.EndToEnd.Tests.Cluster;

/// <summary>The store goes away under uploads of several parts. They need large files, and so a cluster of their own, which measures nothing.</summary>
public sealed class UploadTests
{
    private const int Jobs = 6;
    private const string SeveralParts = "12000000";

    private static readonly TimeSpan OutageLength = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_object_store_away_for_a_while_keeps_no_upload()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = new SharedCluster(silos: 2, gateways: 1, ("SIMULATED_FILE_MAX_BYTES", SeveralParts));
        await cluster.WholeAsync(cancellationToken);
        await using var load = new FaultLoad(cluster);
        await load.SubmitAsync(Jobs, cancellationToken);
        var outage = new StoreOutage(cluster);
        await Poll.UntilAsync(async () => await outage.UploadsAsync(cancellationToken) > 0, Limit, cancellationToken);

        await outage.RunAsync(load, OutageLength, Limit, cancellationToken);
    }
}
