using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests;

/// <summary>Files that something else puts into the store.</summary>
public sealed class BucketOriginTests
{
    private const int DelayMs = 1500;

    [Fact]
    public async Task A_file_that_is_there_after_its_delay_is_ready_and_a_missing_one_fails()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var process = new GatewayProcess(
            [("ORIGIN_KIND", "bucket"), ("DOWNLOAD_DELAY_MIN_MS", $"{DelayMs}"), ("DOWNLOAD_DELAY_MAX_MS", $"{DelayMs}")]);
        await using var gateway = new RunningGateway(process);
        var folder = Directory.CreateDirectory(Path.Combine(process.DataFolder, "files", "downloads"));
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "70000.zip"), new byte[321], cancellationToken);
        await process.StartAsync(cancellationToken);

        var job = await gateway.InitiateAsync([70000, 70007], cancellationToken);
        var end = await gateway.WaitForEndAsync(job, cancellationToken);

        Assert.Equal(("partially_completed", 1, 1), (end.Status, end.ReadyFiles, end.FailedFiles));
        var link = await gateway.LinkAsync(job.FilesPath + "/70000", cancellationToken);
        Assert.Equal(321, (await gateway.Http.GetByteArrayAsync(link, cancellationToken)).Length);
        Assert.True((end.FinishedAt - end.CreatedAt)!.Value.TotalMilliseconds >= DelayMs, "the delay was not waited out");
    }
}
