using System.Net;
using System.Security.Cryptography;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing;

namespace Downstream.EndToEnd.Tests;

/// <summary>One process that takes its files from an HTTP server which behaves badly.</summary>
public sealed class HttpOriginTests : IAsyncLifetime
{
    private const int Size = 3_000_000;

    private HostileOrigin _origin = null!;
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _origin = await HostileOrigin.StartAsync(TestContext.Current.CancellationToken);
        _origin.Content = RandomNumberGenerator.GetBytes(Size);
        _gateway = await RunningGateway.StartAsync(
            TestContext.Current.CancellationToken,
            ("ORIGIN_KIND", "http"),
            ("ORIGIN_URL", _origin.UrlTemplate),
            ("DOWNLOAD_DELAY_ENABLED", "false"));
        _gateway.Process.Output.Forbid(HostileOrigin.Secret);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();

        await _origin.DisposeAsync();
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_is_resumed_and_arrives_whole()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        _origin.ThenAnswer(503);
        _origin.ThenBreakOffAfter(1_000_000);
        _origin.ThenBreakOffAfter(500_000);

        var job = await _gateway.InitiateAsync([70000], cancellationToken);
        var end = await _gateway.WaitForEndAsync(job, cancellationToken);

        Assert.Equal("completed", end.Status);
        var link = await _gateway.LinkAsync(job.FilesPath + "/70000", cancellationToken);
        Assert.Equal(_origin.Content, await _gateway.Http.GetByteArrayAsync(link, cancellationToken));
        Assert.Contains(_origin.Requests, request => request.Range is { Length: > 0 });
    }

    [Fact]
    public async Task A_missing_file_fails_and_the_others_are_ready()
    {
        var cancellationToken = TestContext.Current.CancellationToken;

        var job = await _gateway.InitiateAsync([70000, 70001, 70002], cancellationToken);
        var end = await _gateway.WaitForEndAsync(job, cancellationToken);
        var files = await _gateway.ListAsync<FileDocument>(job.FilesPath, cancellationToken);

        Assert.Equal(("partially_completed", 2, 1), (end.Status, end.ReadyFiles, end.FailedFiles));
        Assert.Equal([(70000, "ready"), (70001, "failed"), (70002, "ready")], files.OrderBy(f => f.FileId).Select(f => (f.FileId, f.Status)));
    }

    [Fact]
    public async Task A_kill_in_the_middle_of_a_transfer_ends_with_the_whole_file()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        _origin.ThenStallAfter(1_000_000);
        var job = await _gateway.InitiateAsync([70004], cancellationToken);
        await Poll.UntilAsync(() => Task.FromResult(!_origin.Requests.IsEmpty), RunningGateway.JobLimit, cancellationToken);

        await _gateway.Process.KillAsync();
        await _gateway.Process.StartAsync(cancellationToken);
        var end = await _gateway.WaitForEndAsync(job, cancellationToken);

        Assert.Equal("completed", end.Status);
        var link = await _gateway.LinkAsync(job.FilesPath + "/70004", cancellationToken);
        Assert.Equal(_origin.Content, await _gateway.Http.GetByteArrayAsync(link, cancellationToken));
    }

    [Fact]
    public async Task What_has_nothing_but_a_tag_is_fetched_again_once_the_tag_is_another_and_only_then()
    {
        await FetchAsync(70000);
        Assert.Equal(1, Fetches);

        await RestartAsync();
        await FetchAsync(70000);
        Assert.Equal(1, Fetches);

        (_origin.ETag, _origin.Content) = ("\"two\"", RandomNumberGenerator.GetBytes(Size));
        await RestartAsync();
        await FetchAsync(70000);
        Assert.Equal(2, Fetches);

        // As a file is that was stored before tags were, or whose process ended over its tag.
        Directory.Delete(Path.Combine(Files, ".versions"), recursive: true);
        await RestartAsync();
        await FetchAsync(70000);
        Assert.Equal(3, Fetches);
    }

    [Fact]
    public async Task A_file_that_somebody_removed_is_fetched_again_by_the_next_job_and_by_a_retry()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var job = await FetchAsync(70000);

        await RemoveAsync(70000);
        using (var answer = await _gateway.Http.PostAsync(job.RetryPath, content: null, cancellationToken))
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await ArrivedAsync(job, 70000);

        await RemoveAsync(70000);
        await FetchAsync(70000);
        Assert.Equal(3, Fetches);
    }

    private string Files => Path.Combine(_gateway.Process.DataFolder, "files");

    private int Fetches => _origin.Requests.Count(request => request.Method == "GET");

    private async Task<AcceptedJob> FetchAsync(int fileId)
    {
        var job = await _gateway.InitiateAsync([fileId], TestContext.Current.CancellationToken);
        await ArrivedAsync(job, fileId);
        return job;
    }

    private async Task ArrivedAsync(AcceptedJob job, int fileId)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        Assert.Equal("completed", (await _gateway.WaitForEndAsync(job, cancellationToken)).Status);
        var link = await _gateway.LinkAsync($"{job.FilesPath}/{fileId}", cancellationToken);
        Assert.Equal(_origin.Content, await _gateway.Http.GetByteArrayAsync(link, cancellationToken));
    }

    /// <summary>Removes a file from under the service, which then trusts nothing that it saw before.</summary>
    private async Task RemoveAsync(int fileId)
    {
        File.Delete(Path.Combine(Files, "downloads", $"{fileId}.zip"));
        await RestartAsync();
    }

    private async Task RestartAsync()
    {
        await _gateway.Process.KillAsync();
        await _gateway.Process.StartAsync(TestContext.Current.CancellationToken);
    }
}
