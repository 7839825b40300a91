using System.Net;
using System.Security.Cryptography;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing;

namespace Downstream.EndToEnd.Tests;

/// <summary>One process that takes its files from an HTTP server which behaves badly. Each test has files of its own.</summary>
public sealed class HttpOriginTests(HttpOriginTests.Server server) : IClassFixture<HttpOriginTests.Server>
{
    private const int Size = 3_000_000;

    private readonly HostileOrigin _origin = server.Origin;
    private readonly RunningGateway _gateway = server.Gateway;
    private readonly int _asked = server.Origin.Requests.Count;

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
        Assert.Contains(_origin.Requests.Skip(_asked), request => request.Range is { Length: > 0 });
    }

    [Fact]
    public async Task A_missing_file_fails_and_the_others_are_ready()
    {
        var cancellationToken = TestContext.Current.CancellationToken;

        var job = await _gateway.InitiateAsync([70100, 70101, 70102], cancellationToken);
        var end = await _gateway.WaitForEndAsync(job, cancellationToken);
        var files = await _gateway.ListAsync<FileDocument>(job.FilesPath, cancellationToken);

        Assert.Equal(("partially_completed", 2, 1), (end.Status, end.ReadyFiles, end.FailedFiles));
        Assert.Equal([(70100, "ready"), (70101, "failed"), (70102, "ready")], files.OrderBy(f => f.FileId).Select(f => (f.FileId, f.Status)));
    }

    [Fact]
    public async Task A_kill_in_the_middle_of_a_transfer_ends_with_the_whole_file()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        _origin.ThenStallAfter(1_000_000);
        var job = await _gateway.InitiateAsync([70200], cancellationToken);
        await Poll.UntilAsync(() => Task.FromResult(_origin.Requests.Count > _asked), RunningGateway.JobLimit, cancellationToken);

        await _gateway.Process.KillAsync();
        await _gateway.Process.StartAsync(cancellationToken);
        var end = await _gateway.WaitForEndAsync(job, cancellationToken);

        Assert.Equal("completed", end.Status);
        var link = await _gateway.LinkAsync(job.FilesPath + "/70200", cancellationToken);
        Assert.Equal(_origin.Content, await _gateway.Http.GetByteArrayAsync(link, cancellationToken));
    }

    [Fact]
    public async Task What_has_nothing_but_a_tag_is_fetched_again_once_the_tag_is_another_and_only_then()
    {
        await FetchAsync(70300);
        Assert.Equal(1, Fetches);

        await RestartAsync();
        await FetchAsync(70300);
        Assert.Equal(1, Fetches);

        (_origin.ETag, _origin.Content) = ("\"two\"", RandomNumberGenerator.GetBytes(Size));
        await RestartAsync();
        await FetchAsync(70300);
        Assert.Equal(2, Fetches);

        // As a file is that was stored before tags were, or whose process ended over its tag.
        Directory.Delete(Path.Combine(Files, ".versions"), recursive: true);
        await RestartAsync();
        await FetchAsync(70300);
        Assert.Equal(3, Fetches);
    }

    [Fact]
    public async Task A_file_that_somebody_removed_is_fetched_again_by_the_next_job_and_by_a_retry()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var job = await FetchAsync(70400);

        await RemoveAsync(70400);
        using (var answer = await _gateway.Http.PostAsync(job.RetryPath, content: null, cancellationToken))
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await ArrivedAsync(job, 70400);

        await RemoveAsync(70400);
        await FetchAsync(70400);
        Assert.Equal(3, Fetches);
    }

    private string Files => Path.Combine(_gateway.Process.DataFolder, "files");

    private int Fetches => _origin.Requests.Skip(_asked).Count(request => request.Method == "GET");

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

    /// <summary>The process and its origin.</summary>
    public sealed class Server : IAsyncLifetime
    {
        internal HostileOrigin Origin { get; private set; } = null!;

        internal RunningGateway Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Origin = await HostileOrigin.StartAsync(TestContext.Current.CancellationToken);
            Origin.Content = RandomNumberGenerator.GetBytes(Size);
            Gateway = await RunningGateway.StartAsync(
                TestContext.Current.CancellationToken,
                ("ORIGIN_KIND", "http"),
                ("ORIGIN_URL", Origin.UrlTemplate),
                ("DOWNLOAD_DELAY_ENABLED", "false"));
            Gateway.Process.Output.Forbid(HostileOrigin.Secret);
        }

        public async ValueTask DisposeAsync()
        {
            if (Gateway is not null)
                await Gateway.DisposeAsync();

            if (Origin is not null)
                await Origin.DisposeAsync();
        }
    }
}
