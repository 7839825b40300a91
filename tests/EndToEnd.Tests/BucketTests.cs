using System.IO.Compression;
using Amazon.S3;
using Amazon.S3.Model;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing;
using Downstream.Testing.Streams;

namespace Downstream.EndToEnd.Tests;

/// <summary>One process that keeps its files in an S3 bucket.</summary>
public sealed class BucketTests(BucketTests.Service service) : IClassFixture<BucketTests.Service>
{
    private const string Bucket = "downloads";

    private S3Server Server => service.Store;

    private RunningGateway Gateway => service.Gateway;

    [Fact]
    public async Task A_job_ends_with_presigned_links_and_leaves_no_upload_behind()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var job = await Gateway.InitiateAsync([70000, 70007, 70001], cancellationToken);
        var end = await Gateway.WaitForEndAsync(job, cancellationToken);
        Assert.Equal(("partially_completed", 2, 1), (end.Status, end.ReadyFiles, end.FailedFiles));

        var file = await Gateway.LinkAsync(job.FilesPath + "/70000", cancellationToken);
        var result = await Gateway.LinkAsync(job.ResultPath, cancellationToken);
        Assert.Equal(Server.Port, file.Port);
        Assert.Contains("X-Amz-Signature", file.Query, StringComparison.Ordinal);

        using var answer = await Gateway.Http.GetAsync(file, cancellationToken);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        using var zip = new ZipArchive(new MemoryStream(await answer.Content.ReadAsByteArrayAsync(cancellationToken)));
        Assert.NotEmpty(zip.Entries);
        using var archive = new ZipArchive(new MemoryStream(await Gateway.Http.GetByteArrayAsync(result, cancellationToken)));
        Assert.Equal(2, archive.Entries.Count);
        Assert.Empty(await UploadsAsync(cancellationToken));
    }

    [Fact]
    public async Task A_cancelled_job_leaves_no_upload_behind()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var job = await Gateway.InitiateAsync(Enumerable.Range(1, 20).Select(n => 70_700 + (7 * n)), cancellationToken);
        await using var watcher = new EventStreamClient(Gateway.Http, job.EventsPath);
        watcher.StartAtTheBeginning();
        await watcher.WaitForAsync(events => events.Any(e => e.Type == "file"), RunningGateway.JobLimit, cancellationToken);

        using var answer = await Gateway.Http.DeleteAsync(job.ResultPath, cancellationToken);
        await watcher.WaitForEndAsync(RunningGateway.JobLimit, cancellationToken);

        Assert.True(watcher.Events[^1].IsTerminal);
        IReadOnlyList<string> left = [];
        await Poll.UntilAsync(
            async () => (left = await UploadsAsync(cancellationToken)).Count == 0,
            RunningGateway.JobLimit,
            cancellationToken,
            () => $"Incomplete uploads: {string.Join(", ", left)}");
    }

    private async Task<IReadOnlyList<string>> UploadsAsync(CancellationToken cancellationToken)
    {
        var settings = new AmazonS3Config { ServiceURL = Server.Endpoint.ToString(), ForcePathStyle = true };
        using var client = new AmazonS3Client(S3Server.AccessKeyId, S3Server.SecretAccessKey, settings);
        var list = await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Bucket }, cancellationToken);
        return [.. (list.MultipartUploads ?? []).Select(upload => upload.Key)];
    }

    /// <summary>The process and its store.</summary>
    public sealed class Service : IAsyncLifetime
    {
        internal S3Server Store { get; private set; } = null!;

        internal RunningGateway Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Store = await S3Server.StartAsync(0, TestContext.Current.CancellationToken);
            Gateway = await RunningGateway.StartAsync(
                TestContext.Current.CancellationToken, [.. Store.Settings(Bucket), ("SIMULATED_FILE_MAX_BYTES", "12000000")]);
            Gateway.Process.Output.Forbid(S3Server.SecretAccessKey);
        }

        public async ValueTask DisposeAsync()
        {
            if (Gateway is not null)
                await Gateway.DisposeAsync();

            if (Store is not null)
                await Store.DisposeAsync();
        }
    }
}
