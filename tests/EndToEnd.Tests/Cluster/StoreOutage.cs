using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests.Cluster;

/// <summary>A time without the object store, under jobs. In the end each job has what it should, and no upload is left.</summary>
internal sealed class StoreOutage(SharedCluster cluster)
{
    public async Task RunAsync(FaultLoad load, TimeSpan length, TimeSpan limit, CancellationToken cancellationToken)
    {
        await cluster.Processes.StopStoreAsync();
        var stopped = Stopwatch.GetTimestamp();
        await Poll.UntilAsync(async () => await StorageAsync(cancellationToken) == (HttpStatusCode.ServiceUnavailable, "error"), limit, cancellationToken);
        var noticed = Stopwatch.GetElapsedTime(stopped);

        // The outage itself: all of it has to pass.
        if (noticed < length)
            await Task.Delay(length - noticed, cancellationToken);

        var away = Stopwatch.GetElapsedTime(stopped);
        await cluster.Processes.StartStoreAsync(cancellationToken);
        var back = Stopwatch.GetTimestamp();
        var left = await UploadsAsync(cancellationToken);
        await Poll.UntilAsync(async () => await StorageAsync(cancellationToken) == (HttpStatusCode.OK, "ok"), limit, cancellationToken);
        var healthy = Stopwatch.GetElapsedTime(back);
        await load.WatchedEndAsync(limit, cancellationToken);
        var ended = Stopwatch.GetElapsedTime(back);

        await load.CheckAsync(cancellationToken);
        await Poll.UntilAsync(async () => await UploadsAsync(cancellationToken) == 0, limit, cancellationToken);
        Figures.Report(
            $"s3 away for {away.TotalSeconds:F0} s: {load.Jobs.Count} jobs, {load.Files} files, noticed by /health after {noticed.TotalSeconds:F1} s and its return after {healthy.TotalSeconds:F1} s, " +
            $"watched jobs ended {ended.TotalSeconds:F1} s after it was back, {left} broken uploads removed after {Stopwatch.GetElapsedTime(back).TotalSeconds:F1} s, {load.Reconnects} reconnects");
    }

    /// <summary>How many uploads of several parts the store has that nobody has finished.</summary>
    public async Task<int> UploadsAsync(CancellationToken cancellationToken)
    {
        var settings = new AmazonS3Config { ServiceURL = cluster.Processes.StoreEndpoint.ToString(), ForcePathStyle = true };
        using var client = new AmazonS3Client(S3Server.AccessKeyId, S3Server.SecretAccessKey, settings);
        var list = await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = ClusterProcesses.Bucket }, cancellationToken);
        return (list.MultipartUploads ?? []).Count;
    }

    private async Task<(HttpStatusCode Status, string? Storage)> StorageAsync(CancellationToken cancellationToken)
    {
        using var answer = await cluster.Running[0].Http.GetAsync("/health", cancellationToken);
        var report = JsonElement.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return (answer.StatusCode, report.GetProperty("checks").GetProperty("storage").GetString());
    }
}
